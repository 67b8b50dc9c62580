using Lms.Contracts.Mapping;
using Lms.Migrations.History;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what happened, newest first.</summary>
internal static class HistoryView
{
    /// <summary>The newest events of all databases in one table, and how to see older ones.</summary>
    public static void Draw(ICanvas canvas, IReadOnlyList<(string Database, HistoryPage Page)> databases, HistoryQuery query)
    {
        var isOnly = databases.Count == 1;
        if (isOnly)
            canvas.Line(Phrase.Strong(databases[0].Database));
        var events = databases.SelectMany(each => each.Page.Events.Select(happened => (each.Database, Event: happened)));
        // Each database dates its own events, in order; clocks are compared only where there are several.
        List<(string Database, HistoryEvent Event)> shown = [.. isOnly ? events : events.OrderByDescending(each => each.Event.At).Take(query.Limit)];
        var table = Rows(shown);
        canvas.Table(isOnly ? table.Without(0) : table);
        foreach (var (database, _) in databases.Where(database => database.Page.Events.Count == 0))
            canvas.Line(Nothing(isOnly ? "it" : database, query));
        foreach (var (database, page) in databases)
        {
            if (Older(page, shown.Where(each => each.Database == database).Select(each => each.Event.Id)) is { } before)
                canvas.Line(Phrase.Accent("→ "), isOnly ? $"older ones: the same with --before {before}" : $"older ones of {database}: the same with --db {database} --before {before}");
        }
    }

    private static string Nothing(string database, HistoryQuery query) => query is
    {
        Before: null, Kinds.Count: 0, Outcome: null, Actor: null, Version: null, RunId: null, From: null, To: null, Text: null,
    } ? $"Nothing was ever done to {database}." : $"Nothing that was done to {database} fits.";

    /// <summary>Where the events begin that are not shown: behind the page, or in it, when those of other databases took their place.</summary>
    private static long? Older(HistoryPage page, IEnumerable<long> shown) =>
        page.Events.Select(happened => happened.Id).Except(shown).ToList() is { Count: > 0 } hidden ? hidden.Max() + 1 : page.Next;

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
        HistoryEventKind.WindowOverridden => "window overridden",
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
