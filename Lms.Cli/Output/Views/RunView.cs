using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output.Views;

/// <summary>Draws how a run ended that ended well: the one line that stays when progress is not looked at.</summary>
internal static class RunView
{
    public static void Draw(ICanvas canvas, RunResult result, IReadOnlyCollection<BackfillStatus> backfills)
    {
        var isUp = result.Direction == Direction.Up;
        var done = result.Steps.Count == 0
            ? isUp ? "up to date, nothing to apply" : "nothing to undo"
            : $"{HumanText.Count(result.Steps.Count, "migration")} {(isUp ? "applied" : "undone")} in {HumanText.Of(result.Duration)}";
        canvas.Line([Phrase.Good("✓ "), Phrase.Strong(result.Database), $": {done}", .. Batched(isUp, backfills)]);
        foreach (var backfill in backfills.Where(backfill => !isUp && backfill.Conflicts > 0))
            canvas.Line(Phrase.Notice("! "), $"{backfill.Conflicts:N0} {backfill.Source} were left alone: lms backfill conflicts {backfill.Id}");
    }

    private static IEnumerable<Phrase> Batched(bool isUp, IReadOnlyCollection<BackfillStatus> backfills)
    {
        foreach (var source in backfills.GroupBy(backfill => backfill.Source, StringComparer.Ordinal))
            yield return $", {source.Sum(backfill => isUp ? backfill.Modified : backfill.Restored):N0} {source.Key} {(isUp ? "changed" : "restored")} in batches";
    }
}
