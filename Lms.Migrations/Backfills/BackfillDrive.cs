using Lms.Migrations.Failures;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Drives one backfill to its end: plans its chunks, runs this process's lanes, watches both, obeys operators.</summary>
internal sealed class BackfillDrive
{
    // A backfill fails when over half of its chunks failed, but not before so many have ended that this means something.
    private const int ChunksToJudgeBy = 50;
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(250);
    private readonly BackfillRun run;
    private readonly BackfillWork work;
    private readonly LanePool pool;
    private readonly ProgressMeter meter;
    private BackfillStatus? latest;

    /// <param name="run">The step that asks for it.</param>
    /// <param name="work">The backfill, adopted by this run.</param>
    /// <param name="state">How it stands: no lane begins a batch of one that is paused.</param>
    public BackfillDrive(BackfillRun run, BackfillWork work, BackfillState state)
    {
        this.run = run;
        this.work = work;
        pool = new LanePool(run.Store, work, run.Lease, run.Options, run.Time);
        pool.Gate.See(state);
        meter = new ProgressMeter(run.Time);
    }

    /// <returns>How it ended: succeeded, failed or cancelled.</returns>
    /// <exception cref="OperationCanceledException">The run is cancelled; the backfill is left interrupted.</exception>
    /// <exception cref="WindowClosedException">Its window closed; the backfill is left interrupted.</exception>
    public async Task<BackfillStatus> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var background = RunBackgroundAsync(stop.Token);
        try
        {
            var (last, end, reason) = await WatchAsync(background, cancellationToken).ConfigureAwait(false);
            await StopAsync(stop, background).ConfigureAwait(false);
            return await EndAsync(last, end, reason, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await StopAsync(stop, background).ConfigureAwait(false);
            var why = exception is OperationCanceledException ? "its run was cancelled" : exception.Message;
            await pool.CleanUpAsync(token => InterruptAsync(why, token)).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Instruments.BackfillMoves(work.Database, work.Definition.Source, keysPerSecond: 0);
        }
    }

    private async Task RunBackgroundAsync(CancellationToken cancellationToken)
    {
        var throttle = new Throttle(run.Store, work, pool.Gate, run.Options.Backfill, run.Time);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> tasks = [pool.RunAsync(together.Token), throttle.RunAsync(together.Token), PlanAsync(together.Token)];
        // The first that cannot go on stops the others; to have planned everything is no reason to stop.
        var first = await Task.WhenAny(tasks).ConfigureAwait(false);
        if (first == tasks[2] && first.IsCompletedSuccessfully)
            first = await Task.WhenAny(tasks[0], tasks[1]).ConfigureAwait(false);
        await together.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private async Task PlanAsync(CancellationToken cancellationToken)
    {
        var planned = true;
        while (planned)
        {
            await pool.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            planned = await pool.Retry.RunAsync(
                token => run.Store.PlanChunkAsync(work, run.Options.Backfill.ChunkSize, token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at everything until there is a reason to end.</summary>
    private async Task<(BackfillStatus Last, BackfillState End, string? Reason)> WatchAsync(Task background, CancellationToken cancellationToken)
    {
        for (var tick = ShortestTick; ; tick = tick * 1.5 < LongestTick ? tick * 1.5 : LongestTick)
        {
            await Task.WhenAny(background, Task.Delay(tick, run.Time, cancellationToken)).ConfigureAwait(false);
            if (background.IsCompleted)
                await background.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            run.ThrowIfOver();

            var status = await ReportAsync(cancellationToken).ConfigureAwait(false);
            if (await JudgeAsync(status, cancellationToken).ConfigureAwait(false) is { } end)
                return (status, end.State, end.Reason);
        }
    }

    private async Task<BackfillStatus> ReportAsync(CancellationToken cancellationToken)
    {
        var rate = latest is { } known && pool.Gate.State == BackfillState.Running ? meter.Measure(known.Processed) : null;
        Instruments.BackfillMoves(work.Database, work.Definition.Source, rate ?? 0);
        var report = new BackfillReport(rate, pool.BatchSize, pool.Count, pool.Gate.Throttle);
        latest = await pool.Retry.RunAsync(token => run.Store.ReportAsync(work, report, token), cancellationToken).ConfigureAwait(false);
        pool.Gate.See(latest.State);
        if (latest.State != BackfillState.Running)
            meter.Reset();
        run.Events.Raise(new BackfillProgress(run.Step, latest));
        return latest;
    }

    /// <returns>How the backfill ends; null while it does not.</returns>
    private async Task<(BackfillState State, string? Reason)?> JudgeAsync(BackfillStatus status, CancellationToken cancellationToken)
    {
        var chunks = status.Chunks;
        switch (status.State)
        {
            case BackfillState.Pausing when chunks.Running == 0:
                await run.TransitionAsync(status, BackfillState.Paused, status.Reason, cancellationToken).ConfigureAwait(false);
                return null;
            case BackfillState.Cancelling when chunks.Running == 0:
                return (BackfillState.Cancelled, status.Reason);
            case BackfillState.Running when chunks.Failed + chunks.Done >= ChunksToJudgeBy && chunks.Failed * 2 > chunks.Failed + chunks.Done:
                return (BackfillState.Failed, $"{chunks.Failed} of {chunks.Failed + chunks.Done} chunks failed, the last with: {status.Error}");
            case BackfillState.Running when status.IsPlanned && chunks.Pending + chunks.Running == 0 && chunks.Failed > 0:
                return (BackfillState.Failed, $"{chunks.Failed} of {chunks.All} chunks failed, the last with: {status.Error}");
            case BackfillState.Running when status.IsPlanned && chunks.Pending + chunks.Running == 0:
                return (BackfillState.Succeeded, null);
            default:
                return null;
        }
    }

    private async Task<BackfillStatus> EndAsync(BackfillStatus last, BackfillState end, string? reason, CancellationToken cancellationToken)
    {
        if (end == BackfillState.Succeeded && await run.Store.ReconcileAsync(work, cancellationToken).ConfigureAwait(false) is { } difference)
            (end, reason) = (BackfillState.Failed, $"its journal does not agree with its counts: {difference}");

        // Lost only against what an operator asks in the last moment.
        while (!await run.TransitionAsync(last, end, reason, cancellationToken).ConfigureAwait(false))
        {
            last = await run.StatusAsync(work.Id, cancellationToken).ConfigureAwait(false);
            (last, end, reason) = await HeedAsync(last, end, reason, cancellationToken).ConfigureAwait(false);
        }

        var ended = await run.StatusAsync(work.Id, cancellationToken).ConfigureAwait(false);
        run.Events.Raise(new BackfillEnded(run.Step, ended));
        return ended;
    }

    private async Task<(BackfillStatus Last, BackfillState End, string? Reason)> HeedAsync(
        BackfillStatus status, BackfillState end, string? reason, CancellationToken cancellationToken)
    {
        switch (status.State)
        {
            case BackfillState.Cancelling:
                return (status, BackfillState.Cancelled, status.Reason);
            case BackfillState.Pausing:
                await run.TransitionAsync(status, BackfillState.Running, "it was done already", cancellationToken).ConfigureAwait(false);
                return (await run.StatusAsync(work.Id, cancellationToken).ConfigureAwait(false), end, reason);
            case BackfillState.Running:
                return (status, end, reason);
            default:
                throw new LeaseLostException($"Backfill {work.Id} is {BackfillTerms.Term(status.State)} although this run was to end it.");
        }
    }

    private async Task InterruptAsync(string why, CancellationToken cancellationToken)
    {
        var status = await run.StatusAsync(work.Id, cancellationToken).ConfigureAwait(false);
        if (BackfillTransitions.Settled(status.State) is { } settled)
            await run.TransitionAsync(status, settled, why, cancellationToken).ConfigureAwait(false);
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task background)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
