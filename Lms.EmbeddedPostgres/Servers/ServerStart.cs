using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>From options to a running server; what goes wrong on the way becomes one sentence.</summary>
internal sealed class ServerStart(Machine machine, IPrivateRootBuilder builder, IProgress<ProvisioningProgress>? progress)
{
    public async Task<ServerHandle> RunAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var cache = CacheDirectory.Open(options.CacheDirectory, machine);
        try
        {
            var installation = await new PostgresChooser(machine, cache, builder)
                .ChooseAsync(progress, cancellationToken).ConfigureAwait(false);
            var start = new ClusterStart(machine, cache, installation, options, progress);
            return options.DataDirectory is { } directory
                ? await start.PersistentAsync(Path.GetFullPath(directory), cancellationToken).ConfigureAwait(false)
                : await start.ThrowAwayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is CommandFailedException or ServerStartException or IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(fault.Message, fault);
        }
    }
}
