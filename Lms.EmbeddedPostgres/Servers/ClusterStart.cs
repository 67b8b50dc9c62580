using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>Starts a server on a data directory: lock, leftovers, data, port, process, password.</summary>
internal sealed class ClusterStart(
    Machine machine,
    CacheDirectory cache,
    PostgresInstallation installation,
    EmbeddedPostgresOptions options,
    IProgress<ProvisioningProgress>? progress)
{
    /// <summary>How often another process may take the port between the look and the start.</summary>
    private const int PortAttempts = 5;

    public async Task<ServerHandle> PersistentAsync(string directory, CancellationToken cancellationToken)
    {
        var cluster = new ClusterDirectory(Folders.CreateReachable(directory));
        if (!machine.Account.Reaches(cluster.Path))
        {
            throw new EmbeddedPostgresException(
                $"The account '{machine.Account.Name}', which runs PostgreSQL for root, cannot reach {cluster.Path}: "
                + "choose a data directory outside root's home.");
        }

        var held = cluster.Acquire();
        try
        {
            await LeftoverServer.StopAsync(cluster, machine.Time, cancellationToken).ConfigureAwait(false);
            await FillAsync(cluster, cancellationToken).ConfigureAwait(false);
            var wished = options.Port != 0 ? options.Port : cluster.LastPort;
            var postmaster = await LaunchAsync(cluster, wished, keepsData: true, cancellationToken).ConfigureAwait(false);
            var connectionString = await ConnectAsync(cluster, postmaster, cancellationToken).ConfigureAwait(false);
            cluster.RememberPort(postmaster.Port);
            return ServerHandle.ToOwn(connectionString, installation, postmaster, held, throwAway: null);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async Task<ServerHandle> ThrowAwayAsync(CancellationToken cancellationToken)
    {
        var (cluster, held) = await new ThrowAwayClusters(machine, cache)
            .CreateAsync(options.Durable, cancellationToken).ConfigureAwait(false);
        try
        {
            await FillAsync(cluster, cancellationToken).ConfigureAwait(false);
            var postmaster = await LaunchAsync(cluster, options.Port, keepsData: false, cancellationToken).ConfigureAwait(false);
            var connectionString = await ConnectAsync(cluster, postmaster, cancellationToken).ConfigureAwait(false);
            return ServerHandle.ToOwn(connectionString, installation, postmaster, held, cluster);
        }
        catch
        {
            Folders.DeleteIfPresent(cluster.Path);
            held.Dispose();
            throw;
        }
    }

    private async Task FillAsync(ClusterDirectory cluster, CancellationToken cancellationToken)
    {
        if (!cluster.HasData)
        {
            await new ClusterTemplate(machine, cache, installation)
                .CopyToAsync(cluster, options.Durable, progress, cancellationToken).ConfigureAwait(false);
        }

        cluster.CheckVersion(installation.Version);
    }

    private async Task<Postmaster> LaunchAsync(
        ClusterDirectory cluster, int wished, bool keepsData, CancellationToken cancellationToken)
    {
        progress?.Report(new(ProvisioningPhase.Starting, $"starting PostgreSQL {installation.Version}"));
        for (var attempt = 1; ; attempt++)
        {
            var port = wished == 0 && !keepsData ? FreePort.Any() : FreePort.AtOrAbove(wished);
            if (wished != 0 && port != wished)
                progress?.Report(new(ProvisioningPhase.Notice, $"port {wished} is taken by another program, using {port}"));
            cluster.RecordOwner(port);
            try
            {
                var run = new ServerRun(port, options.Durable, keepsData);
                return await Postmaster.StartAsync(machine, installation, cluster, run, cancellationToken).ConfigureAwait(false);
            }
            catch (ServerStartException fault) when (fault.PortIsTaken && attempt < PortAttempts)
            {
                progress?.Report(new(ProvisioningPhase.Notice, $"port {port} was taken just now, trying another"));
            }
        }
    }

    private static async Task<string> ConnectAsync(ClusterDirectory cluster, Postmaster postmaster, CancellationToken cancellationToken)
    {
        try
        {
            var password = await SuperuserPassword.EnsureAsync(cluster, postmaster.Port, cancellationToken).ConfigureAwait(false);
            return LocalConnection.String(postmaster.Port, password);
        }
        catch
        {
            await postmaster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
