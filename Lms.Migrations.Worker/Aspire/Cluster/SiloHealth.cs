using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.Migrations.Worker.Cluster;

/// <summary>Whether this worker is a member of the cluster.</summary>
internal sealed class SiloHealth(SiloStanding silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.IsMember ? HealthCheckResult.Healthy("the silo is a member of the cluster") : HealthCheckResult.Unhealthy(silo.Describe()));
}
