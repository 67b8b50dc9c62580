namespace Lms.Migrations.Backfills;

/// <summary>Looks at the server while lanes work, and closes their gate when any signal says so.</summary>
internal sealed class Throttle(IBackfillStore store, BackfillWork work, LaneGate gate, BackfillSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            gate.See(await ReasonAsync(cancellationToken).ConfigureAwait(false));
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> ReasonAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Judge(await store.ReadLoadAsync(work, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (store.Classify(exception) == BatchFailure.ServerLost)
        {
            // Not ours to judge: the lanes find out by themselves, and bring their own patience.
            return gate.Throttle;
        }
    }

    private string? Judge(ServerLoad load) => load switch
    {
        { Lag: { } lag } when settings.LagLimit > TimeSpan.Zero && lag > settings.LagLimit =>
            $"replica {load.LagOf} lags {lag.TotalSeconds:0.0} s behind (limit {settings.LagLimit.TotalSeconds:0.0} s)",
        { Waiters: > 0 } =>
            $"{load.Waiters} {(load.Waiters == 1 ? "session waits" : "sessions wait")} for a lock on {work.Definition.Source}{(load.Waiter is { } waiter ? $": {waiter}" : "")}",
        _ => null,
    };
}
