using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>Data directories of throw-away servers, each locked by its owner for as long as that lives.</summary>
internal sealed class ThrowAwayClusters(Machine machine, CacheDirectory cache)
{
    /// <summary>Removes what killed owners left behind, and makes a new directory.</summary>
    public async Task<(ClusterDirectory Cluster, FileLock Held)> CreateAsync(bool durable, CancellationToken cancellationToken)
    {
        var place = await ThrowAwayDirectory.ChooseAsync(machine, cache, durable, cancellationToken).ConfigureAwait(false);
        if (place != cache.ThrowAway)
            (await SweepAsync(cache.ThrowAway, cancellationToken).ConfigureAwait(false)).Dispose();

        // Between its making and its locking a new directory looks like one left behind, hence under the sweeper's lock.
        using var sweeping = await SweepAsync(place, cancellationToken).ConfigureAwait(false);
        var name = $"{Environment.ProcessId}-{Guid.NewGuid():N}"[..20];
        var cluster = new ClusterDirectory(Folders.CreateReachable(Path.Combine(place, name)));
        return (cluster, cluster.Acquire());
    }

    private async Task<FileLock> SweepAsync(string place, CancellationToken cancellationToken)
    {
        var sweeping = await FileLock.AcquireAsync(Path.Combine(place, "lock"), machine.Time, () => { }, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            foreach (var directory in Directory.GetDirectories(place))
                await RemoveIfLeftAsync(new ClusterDirectory(directory), cancellationToken).ConfigureAwait(false);
            return sweeping;
        }
        catch
        {
            sweeping.Dispose();
            throw;
        }
    }

    private async Task RemoveIfLeftAsync(ClusterDirectory cluster, CancellationToken cancellationToken)
    {
        using var held = FileLock.TryAcquire(cluster.Lock);
        if (held is null)
            return;
        await LeftoverServer.StopAsync(cluster, machine.Time, cancellationToken).ConfigureAwait(false);
        Folders.DeleteIfPresent(cluster.Path);
    }
}
