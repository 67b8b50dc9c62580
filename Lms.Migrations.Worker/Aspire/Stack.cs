using Lms.Migrations.Worker.Cluster;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker;

/// <summary>The Aspire stack: an Orleans grain for each database takes requests into the same queue, Hangfire paces the lanes.</summary>
internal static class Stack
{
    /// <summary>Who takes requests.</summary>
    public static void AddCoordinator(WebApplicationBuilder builder, WorkerSettings settings)
    {
        builder.AddSilo(settings);
        builder.Services.AddSingleton<ClusterReach>().AddSingleton<GrainCalls>().AddSingleton<GrainWatch>();
        builder.Services.AddSingleton<ICoordinator, GrainCoordinator>();
    }

    /// <summary>Who lends the lanes of this worker to the backfills of others.</summary>
    public static void AddLanes(WebApplicationBuilder builder, WorkerSettings settings) => builder.Services.AddHosted<LaneLending>();

    /// <summary>What must be so before anything is served, beside what both stacks need.</summary>
    /// <exception cref="Lms.ServiceDefaults.ServiceConfigurationException">The silos could not reach each other.</exception>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<ClusterReach>().CheckAsync(cancellationToken);

    /// <summary>What is served beside the API.</summary>
    public static void Map(WebApplication app)
    {
    }
}
