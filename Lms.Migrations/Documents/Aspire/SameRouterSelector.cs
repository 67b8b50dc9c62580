using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Clusters.ServerSelectors;
using MongoDB.Driver.Core.Servers;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Of several servers that would do, takes the one whose address comes first, as long as it lives.</summary>
internal sealed class SameRouterSelector : IServerSelector
{
    public IEnumerable<ServerDescription> SelectServers(ClusterDescription cluster, IEnumerable<ServerDescription> servers) =>
        servers.OrderBy(server => server.EndPoint.ToString(), StringComparer.Ordinal).Take(1);
}
