using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Why a worker stopped a run itself.</summary>
internal abstract record StopCause
{
    private StopCause()
    {
    }

    /// <summary>It did not, or is told to stop altogether.</summary>
    public sealed record None : StopCause;

    /// <summary>Another worker has the run.</summary>
    public sealed record Lost : StopCause;

    /// <summary>Somebody wants it stopped.</summary>
    public sealed record Cancelled(string By, string? Reason) : StopCause;
}

/// <summary>Looks, while a worker is at work on a run, whether it is still wanted and still its own, and stops it when not.</summary>
internal sealed class ClaimWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Run run;
    private readonly RunClaims claims;
    private readonly PlatformSignals signals;
    private readonly Alarm alarm;
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource over = new();
    private readonly Task watching;
    private volatile StopCause cause = new StopCause.None();

    public ClaimWatch(Run run, RunClaims claims, PlatformSignals signals, TimeProvider time, CancellationToken stopping)
    {
        this.run = run;
        this.claims = claims;
        this.signals = signals;
        alarm = new Alarm(time);
        stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        signals.RunChanged += Wake;
        watching = WatchAsync();
    }

    /// <summary>Cancelled when the run is to stop.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Why.</summary>
    public StopCause Cause => cause;

    public async ValueTask DisposeAsync()
    {
        signals.RunChanged -= Wake;
        await over.CancelAsync();
        await watching;
        over.Dispose();
        stop.Dispose();
    }

    private void Wake(object? sender, RunSignal signal)
    {
        if (signal.Concerns(run.Id))
            alarm.Ring();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (cause is StopCause.None)
            {
                await alarm.WaitAsync(Interval, over.Token);
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The attempt has ended.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            var standing = await claims.ReadStandingAsync(run, over.Token);
            if (!standing.IsHeld)
                cause = new StopCause.Lost();
            else if (standing.CancelledBy is { } by)
                cause = new StopCause.Cancelled(by, standing.CancelReason);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The platform database is away: the others cannot know more than this worker does, and the run goes on.
        }

        if (cause is not StopCause.None)
            await stop.CancelAsync();
    }
}
