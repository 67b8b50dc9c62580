using Lms.Migrations.Worker.Cluster;
using Lms.Migrations.Worker.Consoles;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Lanes;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker;

/// <summary>The Aspire stack: an Orleans grain for each database takes requests into the same queue, and Hangfire's jobs lend lanes.</summary>
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
    public static void AddLanes(WebApplicationBuilder builder, WorkerSettings settings)
    {
        builder.AddJobs(settings);
        builder.Services.AddConsoles();
    }

    /// <summary>What must be so before anything is served, beside what both stacks need.</summary>
    /// <exception cref="Lms.ServiceDefaults.ServiceConfigurationException">The silos could not reach each other.</exception>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ClusterReach>().CheckAsync(cancellationToken);
        await services.GetRequiredService<JobSchema>().PrepareAsync(cancellationToken);
    }

    /// <summary>What is served beside the API: the dashboards of both.</summary>
    public static void Map(WebApplication app) => app.MapConsoles();
}
