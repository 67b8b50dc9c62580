using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>From options to a running server: programs, data directory, port, process, password.</summary>
internal sealed class ServerStart(Machine machine, IPrivateRootBuilder builder, IProgress<ProvisioningProgress>? progress)
{
    /// <summary>How often another process may take the port between the look and the start.</summary>
    private const int PortAttempts = 5;

    public async Task<ServerHandle> RunAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var cache = CacheDirectory.Open(options.CacheDirectory, machine);
        try
        {
            var installation = await new PostgresChooser(machine, cache, builder)
                .ChooseAsync(progress, cancellationToken).ConfigureAwait(false);
            return options.DataDirectory is { } directory
                ? await PersistentAsync(directory, options, cache, installation, cancellationToken).ConfigureAwait(false)
                : await ThrowAwayAsync(options, cache, installation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is CommandFailedException or ServerStartException)
        {
            throw new EmbeddedPostgresException(fault.Message, fault);
        }
    }

    private async Task<ServerHandle> PersistentAsync(
        string directory, EmbeddedPostgresOptions options, CacheDirectory cache, PostgresInstallation installation, CancellationToken cancellationToken)
    {
        var cluster = new ClusterDirectory(Folders.CreateReachable(Path.GetFullPath(directory)));
        if (!machine.Account.Reaches(cluster.Path))
        {
            throw new EmbeddedPostgresException(
                $"The account '{machine.Account.Name}', which runs PostgreSQL for root, cannot reach {cluster.Path}: choose a data directory outside root's home.");
        }

        var held = cluster.Acquire();
        try
        {
            await LeftoverServer.StopAsync(cluster, machine.Time, cancellationToken).ConfigureAwait(false);
            var wished = options.Port != 0 ? options.Port : cluster.LastPort;
            return await StartAsync(cluster, held, wished, keeps: true, options, cache, installation, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private async Task<ServerHandle> ThrowAwayAsync(
        EmbeddedPostgresOptions options, CacheDirectory cache, PostgresInstallation installation, CancellationToken cancellationToken)
    {
        var (cluster, held) = await new ThrowAwayClusters(machine, cache)
            .CreateAsync(options.Durable, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartAsync(cluster, held, options.Port, keeps: false, options, cache, installation, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Folders.DeleteIfPresent(cluster.Path);
            held.Dispose();
            throw;
        }
    }

    private async Task<ServerHandle> StartAsync(
        ClusterDirectory cluster,
        FileLock held,
        int wished,
        bool keeps,
        EmbeddedPostgresOptions options,
        CacheDirectory cache,
        PostgresInstallation installation,
        CancellationToken cancellationToken)
    {
        if (!cluster.HasData)
        {
            await new ClusterTemplate(machine, cache, installation)
                .CopyToAsync(cluster, options.Durable, progress, cancellationToken).ConfigureAwait(false);
        }

        cluster.CheckVersion(installation.Version);
        progress?.Report(new(ProvisioningPhase.Starting, $"starting PostgreSQL {installation.Version}"));
        var postmaster = await LaunchAsync(cluster, wished, keeps, options.Durable, installation, cancellationToken).ConfigureAwait(false);
        try
        {
            var password = await SuperuserPassword.EnsureAsync(cluster, postmaster.Port, cancellationToken).ConfigureAwait(false);
            cluster.RememberPort(postmaster.Port);
            return ServerHandle.ToOwn(
                LocalConnection.String(postmaster.Port, password), installation, postmaster, held, keeps ? null : cluster);
        }
        catch
        {
            await postmaster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Postmaster> LaunchAsync(
        ClusterDirectory cluster, int wished, bool keeps, bool durable, PostgresInstallation installation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = wished == 0 && !keeps ? FreePort.Any() : FreePort.AtOrAbove(wished);
            if (wished != 0 && port != wished)
                progress?.Report(new(ProvisioningPhase.Notice, $"port {wished} is taken by another program, using {port}"));
            cluster.RecordOwner(port);
            try
            {
                var run = new ServerRun(port, durable, keeps);
                return await Postmaster.StartAsync(machine, installation, cluster, run, cancellationToken).ConfigureAwait(false);
            }
            catch (ServerStartException fault) when (fault.PortIsTaken && attempt < PortAttempts)
            {
                progress?.Report(new(ProvisioningPhase.Notice, $"port {port} was taken just now, trying another"));
            }
        }
    }
}
