using Lms.Cli.Output.Json;
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
