using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.ServiceDefaults.Health;

/// <summary>How the service is, found out at most once a second however many ask.</summary>
internal sealed class LatestHealth(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock asking = new();
    private Task<HealthReport>? latest;
    private long askedAt;

    /// <summary>The latest report; whoever asks while one is being made waits for that one.</summary>
    /// <param name="cancellationToken">Ends this waiting, and not what others wait for.</param>
    public Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        lock (asking)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(askedAt) >= Fresh))
            {
                askedAt = time.GetTimestamp();
                latest = Task.Run(() => checks.CheckHealthAsync(CancellationToken.None), CancellationToken.None);
            }

            return latest.WaitAsync(cancellationToken);
        }
    }
}
