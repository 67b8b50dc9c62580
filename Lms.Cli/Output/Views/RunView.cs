using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws how a run ended that ended well: the one line that stays when progress is not looked at.</summary>
internal static class RunView
{
    public static void Draw(ICanvas canvas, RunResult result)
    {
        var isUp = result.Direction == Direction.Up;
        var done = result.Steps.Count == 0
            ? isUp ? "up to date, nothing to apply" : "nothing to undo"
            : $"{HumanText.Count(result.Steps.Count, "migration")} {(isUp ? "applied" : "undone")} in {HumanText.Of(result.Duration)}";
        canvas.Line(Phrase.Good("✓ "), Phrase.Strong(result.Database), $": {done}");
    }
}
