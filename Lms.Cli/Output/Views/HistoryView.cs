using Lms.Migrations.History;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what happened, newest first.</summary>
internal static class HistoryView
{
    /// <summary>The newest events of all databases in one table.</summary>
    public static void Draw(ICanvas canvas, IReadOnlyList<(string Database, IReadOnlyList<HistoryEvent> Events)> databases, int limit)
    {
        if (databases is [var only])
            canvas.Line(Phrase.Strong(only.Database));
        var events = databases.SelectMany(each => each.Events.Select(happened => (each.Database, happened)));
        // Each database dates its own events, in order; clocks are compared only where there are several.
        var table = Rows(databases.Count == 1 ? events : events.OrderByDescending(each => each.happened.At).Take(limit));
        canvas.Table(databases.Count == 1 ? table.Without(0) : table);
        foreach (var (database, _) in databases.Where(database => database.Events.Count == 0))
            canvas.Line(databases.Count == 1 ? "Nothing was ever done to it." : $"Nothing was ever done to {database}.");
    }

    private static TextTable Rows(IEnumerable<(string Database, HistoryEvent Event)> events)
    {
        var table = new TextTable("Database", "At", "What", "Migration", "By", "Duration") { RightAligned = [5], Elastic = 3, Expendable = [5] };
        foreach (var (database, happened) in events)
        {
            table.AddWithNote(
                Words(happened),
                database, HumanText.Of(happened.At), What(happened), Subject(happened), $"{happened.Actor}@{happened.Host}",
                HumanText.OfMilliseconds(happened.DurationMs));
        }

        return table;
    }

    private static Phrase What(HistoryEvent happened)
    {
        var (sign, tone) = happened.Outcome switch
        {
            HistoryOutcome.Succeeded => ("✓", Tone.Good),
            HistoryOutcome.Failed => ("✗", Tone.Bad),
            _ => ("–", Tone.Notice),
        };
        var outcome = happened.Outcome == HistoryOutcome.Succeeded ? "" : $" {happened.Outcome.Wire()}";
        return new Phrase($"{sign} {KindOf(happened.Kind)}{outcome}", tone);
    }

    private static string KindOf(HistoryEventKind kind) => kind switch
    {
        HistoryEventKind.Migrated => "migrate",
        HistoryEventKind.RolledBack => "rollback",
        HistoryEventKind.Started => "start",
        HistoryEventKind.Interrupted => "interrupted",
        HistoryEventKind.Baselined => "baseline",
        HistoryEventKind.Marked => "mark",
        HistoryEventKind.Repaired => "repair",
        HistoryEventKind.LeaseTakenOver => "lease taken over",
        HistoryEventKind.Seeded => "seed",
        _ => kind.Wire(),
    };

    private static string Subject(HistoryEvent happened) =>
        happened.Version is { } version ? $"{version}-{happened.Name}" : happened.Name ?? "";

    private static string Words(HistoryEvent happened)
    {
        string?[] words = [happened.Reason, happened.Detail, happened.Error];
        return string.Join("; ", words.Where(word => !string.IsNullOrEmpty(word))).ReplaceLineEndings(" ");
    }
}
