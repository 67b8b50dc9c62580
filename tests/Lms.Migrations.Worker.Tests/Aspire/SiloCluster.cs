using Lms.Migrations.Worker.Coordination;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>Workers in this process, each a silo of one cluster, with the grain of <c>shop</c> on another than the one that is asked.</summary>
public sealed class SiloCluster : IAsyncDisposable
{
    private readonly List<WorkerHost> others;

    private SiloCluster(WorkerHost asked, List<WorkerHost> others)
    {
        Asked = asked;
        this.others = others;
    }

    /// <summary>The worker that is asked; the grain is elsewhere.</summary>
    public WorkerHost Asked { get; }

    /// <summary>The worker that has the grain of <c>shop</c>.</summary>
    public WorkerHost Holder => others[0];

    public static async Task<SiloCluster> StartAsync(WorkerSetup setup, int silos, CancellationToken cancellationToken)
    {
        var started = new List<WorkerHost>();
        for (var number = 1; number < silos; number++)
            started.Add(await WorkerHost.StartAsync(setup.For($"silo-{number}"), cancellationToken));
        await PlaceAsync(started[0], cancellationToken);
        var cluster = new SiloCluster(await WorkerHost.StartAsync(setup, cancellationToken), started);
        await cluster.UntilAllKnowAllAsync(cancellationToken);
        return cluster;
    }

    /// <summary>Has that worker ask for the grain first, which places it there.</summary>
    public static async Task PlaceAsync(WorkerHost worker, CancellationToken cancellationToken)
    {
        var reply = await worker.Service<IGrainFactory>().GetGrain<IMigrationCoordinatorGrain>("shop").CancelAsync(
            new CancelMessage(Guid.NewGuid(), null, "nobody"), cancellationToken);
        Assert.Equal(FaultKind.RunMissing, reply.Fault!.Kind);
    }

    /// <summary>The silo that has the grain of <c>shop</c>; null when none does.</summary>
    public static async Task<SiloAddress?> WhereAsync(WorkerHost worker)
    {
        var management = worker.Service<IGrainFactory>().GetGrain<IManagementGrain>(0);
        var grain = worker.Service<IGrainFactory>().GetGrain<IMigrationCoordinatorGrain>("shop");
        return await management.GetActivationAddress(grain);
    }

    public async ValueTask DisposeAsync()
    {
        // The asked one is the test's.
        foreach (var other in others)
            await other.DisposeAsync();
    }

    private async Task UntilAllKnowAllAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in others.Append(Asked))
        {
            while (worker.Service<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count <= others.Count)
                await Task.Delay(50, cancellationToken);
        }
    }
}
