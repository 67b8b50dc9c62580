namespace Lms.Migrations.Backfills;

/// <summary>Whether the lanes of this process may work, and if not, why not. Lanes ask before every batch.</summary>
internal sealed class LaneGate(TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private volatile string? throttle;
    private volatile StateBox state = new(BackfillState.Running);

    /// <summary>The state of the backfill as last seen, by whoever saw it.</summary>
    public BackfillState State => state.Value;

    /// <summary>What holds the lanes back although the backfill is running; null when nothing does.</summary>
    public string? Throttle => throttle;

    /// <summary>Whether a lane may begin a batch.</summary>
    public bool IsOpen => State == BackfillState.Running && throttle is null;

    public void See(BackfillState seen) => state = new StateBox(seen);

    public void See(string? reason) => throttle = reason;

    /// <summary>Waits until a lane may begin a batch.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (!IsOpen)
            await Task.Delay(Poll, time, cancellationToken).ConfigureAwait(false);
    }

    // An enumeration cannot be volatile.
    private sealed record StateBox(BackfillState Value);
}
