using Lms.AppHost.Aspire.Commands;
using Lms.AppHost.Aspire.Mongo;
using Lms.AppHost.Aspire.Services;
using Lms.AppHost.Aspire.State;

namespace Lms.AppHost.Aspire;

/// <summary>The whole system: databases ─► platform schema ─► workers, side by side ─► dashboard.</summary>
internal static class LmsApplication
{
    private const int Workers = 2;

    public static void Compose(IDistributedApplicationBuilder builder)
    {
        var postgres = builder.AddPostgres("postgres").WithImageTag("18").WithDataVolume().WithLifetime(ContainerLifetime.Persistent);
        var lms = postgres.AddDatabase("lms");
        var platformDatabase = postgres.AddDatabase("platform-database", databaseName: "platform");
        var mongo = builder.AddMongoReplicaSet("mongo").WithDataVolume().WithLifetime(ContainerLifetime.Persistent);
        var withdrawals = mongo.AddDatabase("withdrawals");
        MigratedDatabase[] databases = [new(lms, "postgresql"), new(withdrawals, "mongodb")];
        var token = builder.AddWorkerToken("worker-token");
        // Of a silo that was killed with the last start, others would have to find out that it is gone: each start is a cluster of its own.
        var orleans = builder.AddOrleans("lms-workers").WithServiceId("lms")
            .WithClusterId(builder.ExecutionContext.IsRunMode ? $"run-{Guid.NewGuid():n}" : "lms")
            .WithClustering(new AdoNetClustering(platformDatabase));

        var platform = WorkerProgram("platform").WithArgs("--prepare-platform").WaitFor(platformDatabase);
        var worker = WorkerProgram("worker")
            .WithEnvironment("Lms__BootstrapToken", token)
            .WithReplicas(Workers).WithHttpEndpoint().WithHttpHealthCheck("/health").WithConsoles()
            .WaitForCompletion(platform).WaitFor(lms).WaitFor(withdrawals);
        var dashboard = builder.AddService<Projects.Lms_Dashboard>("dashboard")
            .WithEnvironment("Lms__Workers__0", worker.GetEndpoint("http"))
            .WithHttpEndpoint().WithExternalHttpEndpoints().WithHttpHealthCheck("/health")
            .WithDatabaseCommands(worker, token, [.. databases.Select(database => database.Name)])
            .WaitFor(worker);
        builder.AddStateFile(databases, worker, dashboard, token);

        IResourceBuilder<ProjectResource> WorkerProgram(string name) => builder
            .AddService<Projects.Lms_Migrations_Worker>(name).WithWorkerSettings(platformDatabase, databases).WithReference(orleans);
    }
}
