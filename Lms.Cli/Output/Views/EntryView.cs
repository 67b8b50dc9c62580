using Lms.Contracts.Mapping;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws entries that were set without running anything.</summary>
internal static class EntryView
{
    public static void DrawAdopted(ICanvas canvas, string database, IReadOnlyList<MigrationStatus> adopted)
    {
        foreach (var migration in adopted)
            canvas.Line(Phrase.Good("  ✓ "), migration.Id());
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), $": {HumanText.Count(adopted.Count, "migration")} adopted, nothing was run");
    }

    public static void DrawMarked(ICanvas canvas, string database, MigrationStatus migration, MarkedState state) =>
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), $": {migration.Id()} is now marked as {state.Wire()}, nothing was run");
}
