namespace Lms.Contracts.Client;

/// <summary>How long nothing was heard of a worker, and when to look again.</summary>
/// <param name="patience">How long is too long.</param>
/// <param name="time">The clock.</param>
internal sealed class Outage(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private long since = time.GetTimestamp();
    private TimeSpan pause = ShortestPause;

    public bool IsTooLong => time.GetElapsedTime(since) >= patience;

    /// <summary>Something was heard just now.</summary>
    public void Ends()
    {
        since = time.GetTimestamp();
        pause = ShortestPause;
    }

    /// <summary>Waits before the next look, twice as long each time.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }
}
