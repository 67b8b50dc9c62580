using Lms.Migrations.Worker.Tests.Coordination;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>The coordinator of the Aspire stack, asked by a worker whose grains are on another.</summary>
public abstract class GrainCoordinatorTests(PostgresServer server, int silos) : CoordinatorContract(server)
{
    private SiloCluster? cluster;

    protected override async Task<WorkerHost> StartCoordinatorAsync(WorkerSetup setup)
    {
        cluster = await SiloCluster.StartAsync(setup, silos, Token);
        return cluster.Asked;
    }

    public override async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class GrainCoordinatorOnTwoSilosTests(PostgresServer server) : GrainCoordinatorTests(server, silos: 2);

public sealed class GrainCoordinatorOnThreeSilosTests(PostgresServer server) : GrainCoordinatorTests(server, silos: 3);
