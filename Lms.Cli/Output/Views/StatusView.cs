using Lms.Contracts.Mapping;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws how every migration stands.</summary>
internal static class StatusView
{
    /// <summary>All databases in one table, and what there is to say below it.</summary>
    public static void Draw(ICanvas canvas, IReadOnlyList<DatabaseStatus> databases)
    {
        if (databases is [var only])
            canvas.Line(Phrase.Strong(only.Database));
        var table = Rows(databases);
        canvas.Table(databases.Count == 1 ? table.Without(0).Without(0) : table);

        var width = databases.Max(database => database.Database.Length);
        foreach (var database in databases)
            canvas.Line([databases.Count == 1 ? "" : Phrase.Strong($"{database.Database.PadRight(width)}  "), .. Summary(database)]);
        foreach (var database in databases)
        {
            foreach (var migration in database.Migrations)
                DrawTrouble(canvas, migration);
        }
    }

    private static TextTable Rows(IReadOnlyList<DatabaseStatus> databases)
    {
        var table = new TextTable("Database", "Engine", "State", "Version", "Name", "Applied at", "By", "Duration")
        {
            RightAligned = [7], Elastic = 4, Expendable = [1, 7], LastResort = [6, 5],
        };
        foreach (var (database, migration) in databases.SelectMany(each => each.Migrations.Select(migration => (each, migration))))
        {
            table.Add(
                database.Database, EngineName.Of(database.Engine),
                StateOf(migration.State), migration.Version.ToString(), migration.Name,
                HumanText.Of(migration.AppliedAt), migration.AppliedBy ?? "", HumanText.OfMilliseconds(migration.DurationMs));
        }

        return table;
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
