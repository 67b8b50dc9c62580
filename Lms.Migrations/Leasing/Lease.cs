using Lms.Migrations.Execution;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Leasing;

/// <summary>The right to change a database, while it lasts. Renewed in the background; given back by disposing.</summary>
internal sealed class Lease : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly ILeaseStore store;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource released = new();
    private readonly Task renewal;
    private long confirmedAt;

    /// <param name="store">Where it is kept.</param>
    /// <param name="database">The target's name.</param>
    /// <param name="run">The holder.</param>
    /// <param name="won">The attempt that succeeded.</param>
    /// <param name="askedAt">A timestamp from before the server granted it: our own reckoning of its end is never late.</param>
    /// <param name="options">Duration and bounds.</param>
    /// <param name="time">The clock.</param>
    public Lease(
        ILeaseStore store, string database, RunContext run, LeaseAttempt.Won won, long askedAt, MigrationRunnerOptions options, TimeProvider time)
    {
        this.store = store;
        this.options = options;
        this.time = time;
        Database = database;
        Run = run;
        Epoch = won.Epoch;
        TakenOver = won;
        confirmedAt = askedAt;
        renewal = RenewAsync();
    }

    /// <summary>The name of the database that it is about.</summary>
    public string Database { get; }

    /// <summary>The holder.</summary>
    public RunContext Run { get; }

    /// <summary>The fencing token: greater than that of every earlier holder.</summary>
    public long Epoch { get; }

    /// <summary>How it was won, and from whom.</summary>
    public LeaseAttempt.Won TakenOver { get; }

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Refuses to go on when the lease may have run out, without asking the server.</summary>
    /// <exception cref="LeaseLostException">It was lost, or not confirmed for as long as it lasts.</exception>
    public void ThrowIfLost()
    {
        if (lost.IsCancellationRequested || IsOverdue)
            throw new LeaseLostException($"The lease of epoch {Epoch} ran out: the server did not confirm it in time. What was not yet committed was rolled back.")
            {
                WayOut = "Look at 'lms history' for who took over, then run again.",
            };
    }

    public async ValueTask DisposeAsync()
    {
        await released.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
        if (!lost.IsCancellationRequested)
            await ReleaseAsync().ConfigureAwait(false);
        lost.Dispose();
        released.Dispose();
    }

    private async Task ReleaseAsync()
    {
        using var grace = new CancellationTokenSource(options.CleanupTimeout, time);
        try
        {
            await store.ReleaseAsync(Epoch, Run, grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ServerFailure.Is(exception) || exception is OperationCanceledException)
        {
            // The server is away. Whoever comes next finds this holder dead, or the lease expired; what the run itself
            // has to say about the lost server must not be hidden by this.
        }
    }

    private bool IsOverdue => time.GetElapsedTime(Volatile.Read(ref confirmedAt)) >= options.LeaseDuration;

    private async Task RenewAsync()
    {
        var pause = options.LeaseDuration / 3;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, released.Token).ConfigureAwait(false);
                var held = await TryRenewAsync().ConfigureAwait(false);
                if (held == false || IsOverdue)
                {
                    await lost.CancelAsync().ConfigureAwait(false);
                    return;
                }

                pause = held is null ? TimeSpan.FromTicks(Math.Min(RetryAfter.Ticks, options.LeaseDuration.Ticks / 10)) : options.LeaseDuration / 3;
            }
        }
        catch (OperationCanceledException) when (released.IsCancellationRequested)
        {
            // Given back: nothing is left to renew.
        }
    }

    /// <returns>Whether it is held; null when the server did not answer, which may pass.</returns>
    private async Task<bool?> TryRenewAsync()
    {
        var asked = time.GetTimestamp();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(released.Token);
        bound.CancelAfter(options.LeaseDuration / 3);
        try
        {
            if (!await store.RenewAsync(Epoch, Run, options.LeaseDuration, bound.Token).ConfigureAwait(false))
                return false;

            Volatile.Write(ref confirmedAt, asked);
            return true;
        }
        catch (Exception exception) when (ServerFailure.Is(exception)
            || (exception is OperationCanceledException && !released.IsCancellationRequested))
        {
            return null;
        }
    }
}
