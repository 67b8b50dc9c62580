using Lms.Migrations.History;

namespace Lms.Cli.Output.Views;

/// <summary>Draws the events of a database, newest first.</summary>
internal static class HistoryView
{
    public static void Draw(ICanvas canvas, string database, IReadOnlyList<HistoryEvent> events)
    {
        canvas.Line(Phrase.Strong(database));
        if (events.Count == 0)
        {
            canvas.Line("Nothing was ever done to it.");
            return;
        }

        var table = new TextTable("At", "What", "Migration", "By", "Duration") { RightAligned = [4], Elastic = 2 };
        foreach (var happened in events)
        {
            table.AddWithNote(
                Words(happened),
                HumanText.Of(happened.At), What(happened), Subject(happened), $"{happened.Actor}@{happened.Host}",
                HumanText.OfMilliseconds(happened.DurationMs));
        }

        canvas.Table(table);
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
