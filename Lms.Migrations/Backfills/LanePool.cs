using Lms.Migrations.Leasing;

namespace Lms.Migrations.Backfills;

/// <summary>The lanes of this process for one backfill, and what they share.</summary>
/// <remarks>Any number of pools, in any number of processes, may work on the same backfill: a chunk is claimed by one lane, and a
/// batch is committed only under a claim that holds.</remarks>
internal sealed class LanePool
{
    // A claim always ends before the lease under which it was made could have been lost: the lease has at least two thirds of its
    // duration left when the holder stops renewing it.
    private const double ClaimPartOfLease = 0.5;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;
    private readonly Lease? lease;
    private readonly List<Lane> lanes;

    /// <param name="store">Where the backfill is kept.</param>
    /// <param name="work">The backfill.</param>
    /// <param name="lease">The lease, where this process holds it; null where it lends a hand to the process that does.</param>
    /// <param name="options">Bounds and sizes.</param>
    /// <param name="time">The clock.</param>
    public LanePool(IBackfillStore store, BackfillWork work, Lease? lease, MigrationRunnerOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        this.lease = lease;
        Store = store;
        Gate = new LaneGate(time);
        Retry = new ServerRetry(store, options.Backfill, time);
        lanes = [.. Enumerable.Range(1, options.Backfill.Lanes).Select(number => new Lane(work, this, NameOf(number)))];
    }

    public IBackfillStore Store { get; }

    public LaneGate Gate { get; }

    public ServerRetry Retry { get; }

    public BackfillSettings Settings => options.Backfill;

    /// <summary>How long a claim lasts without a batch.</summary>
    public TimeSpan ClaimDuration => options.LeaseDuration * ClaimPartOfLease;

    /// <summary>Keys in a batch, on average over the lanes.</summary>
    public int BatchSize => (int)lanes.Average(lane => lane.BatchSize);

    /// <summary>Lanes of this process.</summary>
    public int Count => lanes.Count;

    /// <summary>Works until it is cancelled, or until a lane cannot go on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = lanes.ConvertAll(lane => Task.Run(() => lane.RunAsync(together.Token), CancellationToken.None));
        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await together.CancelAsync().ConfigureAwait(false);
        // All of them give their chunks back before the pool ends.
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    public BatchBounds Bounds(int keys)
    {
        var timeout = Settings.BatchTimeout < ClaimDuration ? Settings.BatchTimeout : ClaimDuration;
        var lockTimeout = options.LockTimeout < timeout ? options.LockTimeout : timeout;
        return new BatchBounds(keys, timeout, lockTimeout, ClaimDuration);
    }

    /// <summary>Claims a chunk for a lane; null when there is none.</summary>
    /// <remarks>A claim that is called off while it is made is waited for: the server may make it all the same, and a chunk whose lane does not
    /// know that it has it is nobody's until the claim runs out.</remarks>
    public Task<Chunk?> ClaimAsync(BackfillWork work, string lane, CancellationToken cancellationToken) => Retry.RunAsync(
        async token =>
        {
            token.ThrowIfCancellationRequested();
            using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            await using var calledOff = token.Register(() => late.CancelAfter(options.CleanupTimeout)).ConfigureAwait(false);
            return await Store.ClaimAsync(work, lane, ClaimDuration, late.Token).ConfigureAwait(false);
        },
        cancellationToken);

    public void ThrowIfLost() => lease?.ThrowIfLost();

    public Task DelayAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        duration > TimeSpan.Zero ? Task.Delay(duration, time, cancellationToken) : Task.CompletedTask;

    /// <summary>Runs what must be done although the work was cancelled, on a bound of its own.</summary>
    public async Task CleanUpAsync(Func<CancellationToken, Task> cleanUp)
    {
        using var grace = new CancellationTokenSource(options.CleanupTimeout, time);
        try
        {
            await cleanUp(grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ClaimLostException || Store.Classify(exception) is not null)
        {
            // The server is away, or the chunk is not ours any more. A claim that is not given back runs out by itself.
        }
    }

    private static string NameOf(int number) => $"{Environment.MachineName}:{Environment.ProcessId}:{number}";
}
