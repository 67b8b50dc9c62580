using System.Net.Sockets;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.Embedded.State;
using Lms.DocumentGateway;

namespace Lms.AppHost.Embedded.Documents;

/// <summary>MongoDB's endpoint before DocumentDB, within this process: for shells and drivers. The engine does not need it.</summary>
internal sealed class MongoEndpointResource(
    HostOptions options, PostgresResource postgres, string database, RunningStateFile state, Screen screen) : IResource, IMongoEndpoint
{
    private const string Kind = "the MongoDB endpoint";
    private const int UsualPort = 27017;
    private const int Attempts = 5;

    private DocumentGatewayServer? gateway;

    public string? Url => gateway is null ? null : $"mongodb://127.0.0.1:{gateway.Port}/{database}";

    /// <summary>Listens; PostgreSQL is first asked for by the first client, so this takes no time.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The board says why there are no documents.
        if (postgres.DocumentsUnavailableReason is not null)
            return Task.CompletedTask;

        var ports = new ServicePorts(
            new PortWish(Kind, options.MongoPort, "--mongo-port", UsualPort, Count: 1) { IsWellKnown = true },
            Path.Combine(postgres.StateDirectory, "mongo-port"));
        ports.Recall();
        gateway = Listen(ports);
        state.AnnounceMongo(Url);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is null)
            return;
        state.AnnounceMongo(null);
        await gateway.DisposeAsync();
    }

    private DocumentGatewayServer Listen(ServicePorts ports)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (port, taken) = ports.Take(service: 0);
            if (taken != 0)
                screen.Notice($"{Kind}: port {taken} is taken by another program, using {port}");
            try
            {
                return DocumentGatewayServer.Start(new DocumentGatewayOptions { ConnectionString = postgres.DocumentsConnectionString, Port = port });
            }
            catch (SocketException fault) when (attempt == Attempts)
            {
                throw new HostException($"{Kind} cannot listen on port {port}: {fault.Message}. Name another one with --mongo-port, or leave it out with --no-mongo.", fault);
            }
            catch (SocketException)
            {
                // Somebody was faster; the port is no longer free, and the next one is tried.
            }
        }
    }
}
