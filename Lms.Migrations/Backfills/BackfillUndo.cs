using System.Diagnostics;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Restores what a backfill changed, from its journal, newest first. Safe to stop and to begin again at any point.</summary>
internal sealed class BackfillUndo(BackfillRun run)
{
    private const int ConflictsInARow = 30;
    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);
    private readonly ProgressMeter meter = new(run.Time);

    /// <summary>Restores every value that still is as the backfill wrote it, and writes down which are not.</summary>
    /// <exception cref="StepFailedException">The source is no longer as the journal needs it.</exception>
    /// <returns>How it ended; null when there is nothing to undo, for the backfill never began.</returns>
    public Task<BackfillStatus?> RunAsync(UndoStatement statement, CancellationToken cancellationToken) =>
        Span.RunAsync(SpanNames.Backfill, activity => RunAsync(statement, activity, cancellationToken));

    private async Task<BackfillStatus?> RunAsync(UndoStatement statement, Activity? activity, CancellationToken cancellationToken)
    {
        var migration = run.Step.Migration;
        if (await run.Store.FindAsync(migration.Version, statement.Of, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;

        var status = await BeginAsync(found, cancellationToken).ConfigureAwait(false);
        var work = run.WorkOn(status, ((BackfillStatement)migration.Up.Statements[statement.Of - 1]).Backfill);
        BackfillSpan.Identify(activity, work, BackfillSpan.Undo);
        try
        {
            await RestoreAsync(work, status, cancellationToken).ConfigureAwait(false);
        }
        catch (BackfillRefusedException refused)
        {
            throw run.Failure(statement, statement.Of, refused.Message, refused.WayOut ?? "Correct the cause and roll back again: it goes on where it stopped.", refused);
        }

        status = await run.StatusAsync(status.Id, cancellationToken).ConfigureAwait(false);
        await run.TransitionAsync(status, BackfillState.Undone, Summary(status), cancellationToken).ConfigureAwait(false);
        status = await run.StatusAsync(status.Id, cancellationToken).ConfigureAwait(false);
        BackfillSpan.TellUndone(activity, status);
        run.Events.Raise(new BackfillEnded(run.Step, status));
        return status;
    }

    private async Task<BackfillStatus> BeginAsync(BackfillStatus found, CancellationToken cancellationToken)
    {
        var status = await run.SettleAsync(found, cancellationToken).ConfigureAwait(false);
        // From here on no lane of an earlier run can commit, so that the journal does not grow any more.
        await run.Store.AdoptAsync(status.Id, run.Lease, cancellationToken).ConfigureAwait(false);
        if (status.State != BackfillState.Undoing)
            await run.TransitionAsync(status, BackfillState.Undoing, run.Lease.Run.Reason, cancellationToken).ConfigureAwait(false);
        return await run.StatusAsync(status.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task RestoreAsync(BackfillWork work, BackfillStatus status, CancellationToken cancellationToken)
    {
        var retry = new ServerRetry(run.Store, run.Options.Backfill, run.Time);
        var reported = run.Time.GetTimestamp();
        meter.Measure(status.Restored + status.Conflicts);
        while (await retry.RunAsync(token => NextAsync(work, token), cancellationToken).ConfigureAwait(false) is { } part)
        {
            run.ThrowIfOver();
            status = status with { Restored = status.Restored + part.Restored, Conflicts = status.Conflicts + part.Conflicts };
            if (run.Time.GetElapsedTime(reported) < ReportInterval)
                continue;

            reported = run.Time.GetTimestamp();
            run.Events.Raise(new BackfillProgress(run.Step, status with { Rate = meter.Measure(status.Restored + status.Conflicts) }));
        }
    }

    /// <summary>One part of the journal; again where another transaction was in the way.</summary>
    private async Task<UndoResult?> NextAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                return await run.Store.UndoNextAsync(work, run.Lease, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (conflicts < ConflictsInARow && !cancellationToken.IsCancellationRequested
                && run.Store.Classify(exception) is BatchFailure.Conflict or BatchFailure.TimedOut)
            {
                await Task.Delay(ConflictPause, run.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Summary(BackfillStatus status) => status.Conflicts == 0
        ? $"{status.Restored:N0} values restored"
        : $"{status.Restored:N0} values restored, {status.Conflicts:N0} left alone because they were changed since";
}
