using Hangfire;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>The lanes of one worker for a run, a turn at a time: they claim chunks from the database's journal, and at the end of the turn the job
/// enqueues its successor, for whichever worker has room, as long as the run is under way.</summary>
/// <remarks>Hangfire delivers a job at least once, again after a server died, and perhaps never; the journal decides what there is to do. There is
/// a job for each living worker, which <see cref="LanePlacement"/> sees to.</remarks>
internal sealed class LaneJob(
    RunStore runs, LaneLoan loan, LaneSeats seats, LaneJobs jobs, WorkersAlive workers, WorkerIdentity identity, PlatformSignals signals, LanePace pace,
    TimeProvider time)
{
    /// <param name="database">Whose backfill; the name of the queue is made of it.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Hangfire's: the server stops, or somebody has deleted the job.</param>
    [AutomaticRetry(Attempts = 2, DelaysInSeconds = [1, 5], OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("lanes of {0}, run {1}")]
    public async Task WorkAsync(string database, Guid id, CancellationToken cancellationToken)
    {
        if (await FindUnderWayAsync(id, cancellationToken) is not { } run)
            return;

        // A second delivery to the same worker: two pools of one process could not be told apart by the names of their lanes.
        using (var seat = seats.TryTake(id))
        {
            if (seat is null)
                return;
            await WorkForATurnAsync(run, cancellationToken);
        }

        // Thrown to Hangfire, which puts the job back for another server.
        cancellationToken.ThrowIfCancellationRequested();
        if (await FindUnderWayAsync(id, cancellationToken) is not null && await IsWantedAsync(database, cancellationToken))
            await jobs.EnqueueAsync(database, id);
    }

    private async Task WorkForATurnAsync(Run run, CancellationToken cancellationToken)
    {
        using var turn = new CancellationTokenSource(pace.Turn, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, cancellationToken);
        var following = FollowAsync(run, end);
        // On the worker that drives the run, the lanes are the drive's own; the job keeps its place, so that the other jobs go to other workers.
        await (run.Worker == identity.Id ? KeepPlaceAsync(end.Token) : loan.LendAsync(run, end.Token));
        await end.CancelAsync();
        await following;
    }

    private async Task KeepPlaceAsync(CancellationToken end) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Ends the turn as soon as the run is not as it was: it is over, paused, outside its window, or another worker's.</summary>
    private async Task FollowAsync(Run run, CancellationTokenSource end)
    {
        var changed = new Alarm(time);
        signals.RunChanged += changed.Ring;
        try
        {
            while (await FindUnderWayAsync(run.Id, end.Token) is { } now && now.Claim == run.Claim)
                await changed.WaitAsync(pace.Look, end.Token);
            await end.CancelAsync();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The turn is over.
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The platform database is away, and with it who says when to stop: the turn ends here, and the drive goes on.
            await end.CancelAsync();
        }
        finally
        {
            signals.RunChanged -= changed.Ring;
        }
    }

    /// <summary>Null unless lanes have something to do for it: while it is paused or waits, whoever goes on with it places them anew.</summary>
    private async Task<Run?> FindUnderWayAsync(Guid id, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { State: RunState.Running } run ? run : null;

    /// <summary>Not where jobs were doubled: those that are too many end here.</summary>
    private async Task<bool> IsWantedAsync(string database, CancellationToken cancellationToken) =>
        await jobs.CountAsync(database) <= await workers.CountAsync(cancellationToken);
}
