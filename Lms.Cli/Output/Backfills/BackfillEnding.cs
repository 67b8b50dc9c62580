using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>The line that stays when a run is done with a backfill: what it did, or how it goes on.</summary>
internal static class BackfillEnding
{
    public static Phrase[] Of(BackfillStatus status) => status.State switch
    {
        BackfillState.Succeeded => [Phrase.Good("  ✓ "), Name(status), BackfillText.Outcome(status)],
        BackfillState.Undone => [Phrase.Good("  ✓ "), Name(status), Restored(status)],
        BackfillState.Failed => [Phrase.Bad("  ✗ "), Name(status), $"failed at {Done(status)}: {status.Error ?? status.Reason}"],
        BackfillState.Cancelled => [Phrase.Notice("  – "), Name(status), $"stopped by {BackfillText.By(status)} at {Done(status)}; the next 'lms migrate' goes on, a rollback restores"],
        BackfillState.Paused => [Phrase.Notice("  ‖ "), Name(status), $"left as paused by {BackfillText.By(status)} at {Done(status)} – resume with: lms backfill resume {status.Id}"],
        _ => [Phrase.Notice("  ! "), Name(status), $"left as {Left(status)} at {Done(status)}; the next '{(IsUndo(status) ? "lms rollback" : "lms migrate")}' goes on"],
    };

    private static Phrase Name(BackfillStatus status) => Phrase.Faint($"backfill {status.Id}: ");

    private static string Restored(BackfillStatus status)
    {
        var restored = $"{status.Restored:N0} {status.Source} restored";
        return status.Conflicts == 0
            ? restored
            : $"{restored}, {status.Conflicts:N0} left alone, for they were changed since – see: lms backfill conflicts {status.Id}";
    }

    private static string Left(BackfillStatus status) => IsUndo(status) ? "half undone" : "interrupted";

    private static bool IsUndo(BackfillStatus status) => status.State == BackfillState.Undoing;

    private static string Done(BackfillStatus status)
    {
        var measure = BackfillMeasure.Of(status);
        var share = measure.Fraction is { } fraction ? $", {HumanText.Percent(fraction)}" : "";
        return $"{measure.Done:N0} of {(measure.IsExact ? "" : "about ")}{measure.Total:N0} {status.Source}{share}";
    }
}
