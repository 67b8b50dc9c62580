using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.Migrations.Worker.Databases;

/// <summary>Whether the databases answer. One that does not makes a worker no worse than the others.</summary>
internal sealed class DatabaseHealth(DatabaseRegistry databases, DatabaseReading reading) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var away = (await Task.WhenAll(databases.Names.Select(name => IsAwayAsync(name, cancellationToken)))).OfType<string>().ToList();
        return away.Count == 0
            ? HealthCheckResult.Healthy($"{databases.All.Count} answer")
            : HealthCheckResult.Degraded($"no answer from {string.Join(", ", away)}");
    }

    private async Task<string?> IsAwayAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await reading.StatusAsync(name, cancellationToken);
            return null;
        }
        catch (DatabaseUnavailableException)
        {
            return name;
        }
        catch (MigrationException)
        {
            // It answers; what it says is told where it is asked for.
            return null;
        }
    }
}
