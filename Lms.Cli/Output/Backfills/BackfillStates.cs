using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>Notices when a backfill under way changes its state, which is worth a line that stays.</summary>
internal sealed class BackfillStates
{
    private (long Id, BackfillState State)? last;

    /// <summary>The line; null when nothing changed, or nothing that anybody did.</summary>
    public Phrase[]? StateChange(BackfillStatus status)
    {
        var before = last;
        last = (status.Id, status.State);
        if (before == last || before?.Id != status.Id)
            return null;

        return status.State switch
        {
            BackfillState.Paused => [Phrase.Notice($"  ‖ backfill {status.Id}: paused by {BackfillText.By(status)}")],
            BackfillState.Cancelling => [Phrase.Notice($"  – backfill {status.Id}: asked to stop by {BackfillText.By(status)}")],
            BackfillState.Running when before?.State is BackfillState.Paused or BackfillState.Pausing =>
                [Phrase.Notice($"  ▶ backfill {status.Id}: resumed by {BackfillText.By(status)}")],
            _ => null,
        };
    }
}
