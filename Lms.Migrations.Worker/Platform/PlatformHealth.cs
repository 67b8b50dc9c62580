using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Security;
using Lms.Migrations.Worker.Windows;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Lms.Migrations.Worker.Platform;

/// <summary>Whether this worker can do its work: the platform database answers, and the others hear of it.</summary>
internal sealed class PlatformHealth(PlatformDatabase platform, WorkerPresence presence, WindowBook windows, TokenBook tokens) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = platform.Source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the platform database does not answer");
        }

        return presence.IsHeard && windows.IsKnown && tokens.IsKnown
            ? HealthCheckResult.Healthy("the platform database answers")
            : HealthCheckResult.Unhealthy("the worker is starting, or the others do not hear of it");
    }
}
