using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>Data directories of throw-away servers, each locked by its owner for as long as that lives.</summary>
internal static class ThrowAwayClusters
{
    /// <summary>Removes what killed owners left behind, and makes a new directory.</summary>
    public static async Task<(ClusterDirectory Cluster, FileLock Held)> CreateAsync(
        Machine machine, CacheDirectory cache, CancellationToken cancellationToken)
    {
        // Between its making and its locking a new directory looks like one left behind.
        using var sweeping = await FileLock.AcquireAsync(cache.LockFile("throw-away"), machine.Time, () => { }, cancellationToken)
            .ConfigureAwait(false);
        foreach (var directory in Directory.GetDirectories(cache.ThrowAway))
            await SweepAsync(machine, new ClusterDirectory(directory), cancellationToken).ConfigureAwait(false);

        var name = $"{Environment.ProcessId}-{Guid.NewGuid():N}"[..20];
        var cluster = new ClusterDirectory(Folders.CreateReachable(Path.Combine(cache.ThrowAway, name)));
        return (cluster, cluster.Acquire());
    }

    private static async Task SweepAsync(Machine machine, ClusterDirectory cluster, CancellationToken cancellationToken)
    {
        using var held = FileLock.TryAcquire(cluster.Lock);
        if (held is null)
            return;
        await LeftoverServer.StopAsync(cluster, machine.Time, cancellationToken).ConfigureAwait(false);
        Folders.DeleteIfPresent(cluster.Path);
    }
}
