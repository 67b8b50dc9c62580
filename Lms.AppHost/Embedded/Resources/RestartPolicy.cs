namespace Lms.AppHost.Embedded.Resources;

/// <summary>How often, and after which pause, resources that died are started again.</summary>
internal sealed class RestartPolicy(TimeProvider time)
{
    /// <summary>Whoever stays up this long was healthy: its death starts the count anew.</summary>
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    private long startedAt;
    private int deaths;

    /// <summary>Call at each start.</summary>
    public void Started() => startedAt = time.GetTimestamp();

    /// <summary>The pause before the next start; null when it is time to give up.</summary>
    public TimeSpan? NextDelay()
    {
        if (time.GetElapsedTime(startedAt) >= Healthy)
            deaths = 0;
        return deaths < Delays.Length ? Delays[deaths++] : null;
    }
}
