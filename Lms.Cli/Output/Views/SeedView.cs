using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Output.Views;

/// <summary>Draws which seeders ran, now and before.</summary>
internal static class SeedView
{
    public static void DrawResult(ICanvas canvas, string database, IReadOnlyList<SeededDocument> seeders)
    {
        var ran = seeders.Count(seeder => seeder.Rows is not null);
        var done = ran == 0 ? "nothing to seed" : $"{seeders.Sum(seeder => seeder.Rows ?? 0):N0} rows by {HumanText.Count(ran, "seeder")}";
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), $": {done}");
    }

    /// <summary>The seeders of all databases in one table.</summary>
    public static void DrawStatus(ICanvas canvas, IReadOnlyList<(string Database, IReadOnlyList<SeederStatus> Seeders)> databases)
    {
        if (databases is [var only])
            canvas.Line(Phrase.Strong(only.Database));
        var table = new TextTable("Database", "State", "Seeder", "Ran at", "By", "Scale", "Rows", "Duration")
        {
            RightAligned = [5, 6, 7], Elastic = 2, Expendable = [7], LastResort = [4],
        };
        foreach (var (database, seeder) in databases.SelectMany(each => each.Seeders.Select(seeder => (each.Database, seeder))))
        {
            table.Add(
                database,
                seeder.StateWord() switch { "seeded" => Phrase.Good("✓ seeded"), "modified" => Phrase.Notice("≠ modified"), _ => Phrase.Notice("○ pending") },
                seeder.Name, HumanText.Of(seeder.ExecutedAt), seeder.ExecutedBy ?? "", $"{seeder.Scale:0.###}", $"{seeder.Rows:N0}",
                HumanText.OfMilliseconds(seeder.DurationMs));
        }

        canvas.Table(databases.Count == 1 ? table.Without(0) : table);
        foreach (var (database, _) in databases.Where(database => database.Seeders.Count == 0))
            canvas.Line(databases.Count == 1 ? "It has no seeders." : $"{database} has no seeders.");
    }
}
