using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Collects from before the first service starts until the last one has stopped, and then sends what is left, within a bound.</summary>
internal sealed class TelemetryLifetime(TracerProvider? traces = null, MeterProvider? metrics = null, LoggerProvider? logs = null)
    : IHostedLifecycleService
{
    // A collector that does not answer holds the end of the service up for no longer than this.
    private const int LongestFlushMilliseconds = 3_000;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces?.Shutdown(LongestFlushMilliseconds), CancellationToken.None),
        Task.Run(() => metrics?.Shutdown(LongestFlushMilliseconds), CancellationToken.None),
        Task.Run(() => logs?.Shutdown(LongestFlushMilliseconds), CancellationToken.None));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
