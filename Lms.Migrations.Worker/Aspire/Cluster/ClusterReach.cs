using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Platform;
using Lms.ServiceDefaults;

namespace Lms.Migrations.Worker.Cluster;

/// <summary>Keeps workers on several machines from a cluster in which none of them reaches another.</summary>
internal sealed class ClusterReach(PlatformDatabase platform, IConfiguration configuration)
{
    private const string ElsewhereSql = $"SELECT host FROM workers WHERE host <> $1 AND {WorkerList.IsAlive} ORDER BY host LIMIT 1";

    /// <summary>Checks that the other workers can reach this one's silo.</summary>
    /// <exception cref="ServiceConfigurationException">One lives on another machine, and this one's silo listens on its own only.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!SiloSetup.IsLocal(configuration))
            return;

        await using var command = platform.Source.Create(ElsewhereSql, PlatformCommand.Text(Environment.MachineName));
        var elsewhere = await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        if (elsewhere.Count > 0)
        {
            throw new ServiceConfigurationException(
                $"Orleans:Endpoints:AdvertisedIPAddress: it is missing, so that the worker on {elsewhere[0]} cannot reach this one; "
                + "give this machine's address in the network of the workers.");
        }
    }
}
