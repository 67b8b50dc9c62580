using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker;

/// <summary>The embedded stack: the platform database is the queue, and every worker takes from it.</summary>
internal static class Stack
{
    /// <summary>Who takes requests.</summary>
    public static void AddCoordinator(WebApplicationBuilder builder, WorkerSettings settings) =>
        builder.Services.AddSingleton<ICoordinator>(provider => provider.GetRequiredService<QueueCoordinator>());

    /// <summary>Who lends the lanes of this worker to the backfills of others.</summary>
    public static void AddLanes(WebApplicationBuilder builder, WorkerSettings settings) => builder.Services.AddHosted<LaneLending>();

    /// <summary>What must be so before anything is served, beside what both stacks need: nothing.</summary>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is served beside the API: nothing.</summary>
    public static void Map(WebApplication app)
    {
    }
}
