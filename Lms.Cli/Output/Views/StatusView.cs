using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws how every migration of a database stands.</summary>
internal static class StatusView
{
    public static void Draw(ICanvas canvas, DatabaseStatus status)
    {
        canvas.Line(Phrase.Strong(status.Database));
        var table = new TextTable("State", "Version", "Name", "Applied at", "By", "Duration") { RightAligned = [5], Elastic = 2 };
        foreach (var migration in status.Migrations)
        {
            table.Add(
                StateOf(migration.State), migration.Version.ToString(), migration.Name,
                HumanText.Of(migration.AppliedAt), migration.AppliedBy ?? "", HumanText.OfMilliseconds(migration.DurationMs));
        }

        canvas.Table(table);
        canvas.Line([.. Summary(status)]);
        foreach (var migration in status.Migrations)
            DrawTrouble(canvas, migration);
    }

    /// <summary>A state as a sign and a word: colour alone says nothing to some, and nothing in a file.</summary>
    public static Phrase StateOf(MigrationState state) => state switch
    {
        MigrationState.Applied => Phrase.Good("✓ applied"),
        MigrationState.Pending => Phrase.Notice("○ pending"),
        MigrationState.Failed => Phrase.Bad("✗ failed"),
        MigrationState.Modified => Phrase.Bad("≠ modified"),
        MigrationState.Missing => Phrase.Notice("? missing"),
        MigrationState.OutOfOrder => Phrase.Notice("↕ outOfOrder"),
        _ => state.Wire(),
    };

    private static IEnumerable<Phrase> Summary(DatabaseStatus status)
    {
        if (status.Migrations.Count == 0)
        {
            yield return "The catalog has no migrations yet; 'lms new NAME' writes the first.";
            yield break;
        }

        yield return status.Applied > 0 ? Phrase.Good($"{status.Applied} applied") : "0 applied";
        yield return ", ";
        yield return status.Pending > 0 ? Phrase.Notice($"{status.Pending} pending") : "0 pending";
        yield return ", ";
        yield return status.Failed > 0 ? Phrase.Bad($"{status.Failed} failed") : "0 failed";
    }

    private static void DrawTrouble(ICanvas canvas, MigrationStatus migration)
    {
        switch (migration.State)
        {
            case MigrationState.Failed:
                canvas.Line(Phrase.Bad("✗ "), Phrase.Strong(migration.Id()), $" failed: {migration.Error}");
                canvas.Line(Phrase.Accent("  → "), "Fix it and run 'lms migrate' again; 'lms repair' explains.");
                break;
            case MigrationState.Modified:
                canvas.Line(Phrase.Bad("≠ "), Phrase.Strong(migration.Id()), " was edited after it was applied.");
                canvas.Line(Phrase.Accent("  → "), "Restore the file and put the change into a new migration; or accept the edit with 'lms repair'.");
                break;
            case MigrationState.Missing:
                canvas.Line(Phrase.Notice("? "), Phrase.Strong(migration.Id()), " was applied, but its file is not in the catalog; only a rollback through it needs the file.");
                break;
            case MigrationState.OutOfOrder:
                canvas.Line(Phrase.Notice("↕ "), Phrase.Strong(migration.Id()), " came late: newer migrations are applied already.");
                canvas.Line(Phrase.Accent("  → "), "Apply it with 'lms migrate --out-of-order', or give it a newer version.");
                break;
            default:
                break;
        }
    }
}
