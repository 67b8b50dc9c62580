using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Looks at the server while lanes work, and closes their gate when any signal says so.</summary>
internal sealed class Throttle(IBackfillStore store, BackfillWork work, LaneGate gate, BackfillSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private ThrottleReason? reason;
    private bool hasReplica;

    /// <summary>Looks until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Whoever collects a gauge goes on showing its last value.
            if (hasReplica)
                Instruments.ReplicaLags(work.Database, work.Definition.Source, TimeSpan.Zero);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            See(await store.ReadLoadAsync(work, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (store.Classify(exception) == BatchFailure.ServerLost)
        {
            // Not ours to judge: the lanes find out by themselves, and bring their own patience.
        }
    }

    private void See(ServerLoad load)
    {
        if (load.Lag is { } lag)
        {
            hasReplica = true;
            Instruments.ReplicaLags(work.Database, work.Definition.Source, lag);
        }

        var found = Judge(load);
        if (found is not null && found.Kind != reason?.Kind)
            Instruments.LanesHeldBack(work.Database, work.Definition.Source, found.Kind);
        reason = found;
        gate.See(found?.Text);
    }

    private ThrottleReason? Judge(ServerLoad load) => load switch
    {
        { Lag: { } lag } when settings.LagLimit > TimeSpan.Zero && lag > settings.LagLimit => new ThrottleReason(
            "lag",
            $"replica {load.LagOf} lags {lag.TotalSeconds:0.0} s behind (limit {settings.LagLimit.TotalSeconds:0.0} s)"),
        { Waiters: > 0 } => new ThrottleReason(
            "waiters",
            $"{load.Waiters} {(load.Waiters == 1 ? "session waits" : "sessions wait")} for a lock on {work.Definition.Source}{(load.Waiter is { } waiter ? $": {waiter}" : "")}"),
        _ => null,
    };

    /// <param name="Kind">In one word, for a metric's tag.</param>
    /// <param name="Text">In words, for people.</param>
    private sealed record ThrottleReason(string Kind, string Text);
}
