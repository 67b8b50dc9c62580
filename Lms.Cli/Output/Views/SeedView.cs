using Lms.Migrations.Seeding;

namespace Lms.Cli.Output.Views;

/// <summary>Draws which seeders ran.</summary>
internal static class SeedView
{
    public static void DrawStatus(ICanvas canvas, string database, IReadOnlyList<SeederStatus> seeders)
    {
        canvas.Line(Phrase.Strong(database));
        if (seeders.Count == 0)
        {
            canvas.Line("It has no seeders.");
            return;
        }

        var table = new TextTable("State", "Seeder", "Ran at", "By", "Scale", "Rows", "Duration") { RightAligned = [4, 5, 6], Elastic = 1 };
        foreach (var seeder in seeders)
        {
            table.Add(
                StateOf(seeder) switch { "seeded" => Phrase.Good("✓ seeded"), "modified" => Phrase.Notice("≠ modified"), _ => Phrase.Notice("○ pending") },
                seeder.Name, HumanText.Of(seeder.ExecutedAt), seeder.ExecutedBy ?? "", $"{seeder.Scale:0.###}", $"{seeder.Rows:N0}",
                HumanText.OfMilliseconds(seeder.DurationMs));
        }

        canvas.Table(table);
    }

    /// <summary><c>pending</c>, <c>seeded</c>, or <c>modified</c> when its file was edited since.</summary>
    public static string StateOf(SeederStatus seeder) =>
        seeder.ExecutedAt is null ? "pending" : seeder.IsModified ? "modified" : "seeded";
}
