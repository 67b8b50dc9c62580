using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.ServiceDefaults.Health;

/// <summary>What health endpoints need.</summary>
internal static class ServiceHealth
{
    // A check that names no bound of its own gets this one: a prober wants an answer, and "it hangs" is one.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(5);

    public static void AddTo(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
                check.Timeout = LongestCheck;
        });
        services.AddSingleton<LatestHealth>();
    }
}
