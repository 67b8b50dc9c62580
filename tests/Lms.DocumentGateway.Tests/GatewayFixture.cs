using Lms.Testing;

namespace Lms.DocumentGateway.Tests;

/// <summary>One gateway over the tests' server, for those that want nothing particular of it.</summary>
public sealed class GatewayFixture(PostgresServer server) : IAsyncLifetime
{
    private DocumentGatewayServer? gateway;

    public DocumentGatewayServer Gateway => gateway ?? throw new InvalidOperationException("The gateway is not started yet.");

    public ValueTask InitializeAsync()
    {
        gateway = DocumentGatewayServer.Start(new DocumentGatewayOptions { ConnectionString = server.ConnectionString });
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
