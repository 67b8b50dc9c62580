using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what a rollback left alone, with the three values that tell what to do about each.</summary>
internal static class ConflictsView
{
    public static void Draw(ICanvas canvas, string database, BackfillStatus status, IReadOnlyList<BackfillConflict> conflicts)
    {
        canvas.Line(Phrase.Strong($"{database}: {BackfillText.MigrationOf(status)}"), Phrase.Faint($"  backfill {status.Id}, {status.Source}"));
        if (conflicts.Count == 0)
        {
            canvas.Line(status.State == BackfillState.Undone ? "It left nothing alone." : "It was not undone, so nothing was left alone.");
            return;
        }

        var table = new TextTable("Key", "Field", "Before", "Written", "Found") { RightAligned = [2, 3, 4], Elastic = 0 };
        foreach (var conflict in conflicts)
        {
            table.Add(
                ExtendedJsonText.Shorten(conflict.Key), conflict.Field, Value(conflict.Before), Value(conflict.Written),
                conflict.IsDeleted ? Phrase.Notice("deleted") : Value(conflict.Found));
        }

        canvas.Table(table);
        if (conflicts.Count < status.Conflicts)
            canvas.Line(Phrase.Faint($"{conflicts.Count:N0} of {status.Conflicts:N0}; more with --limit"));
    }

    private static Phrase Value(string? value) => value is null ? Phrase.Faint("–") : ExtendedJsonText.Shorten(value);
}
