using Lms.DocumentGateway;

namespace Lms.Testing;

/// <summary>The Aspire stack: MongoDB's driver, to a MongoDB endpoint of the database's own before the same server.</summary>
internal static class Stack
{
    /// <summary>Starts the endpoint. Its sessions on the PostgreSQL server bear the database's name, so that a test can end them.</summary>
    /// <inheritdoc cref="DocumentAccess"/>
    public static DocumentAccess Serve(string documentDb, string server, string name)
    {
        _ = documentDb;
        var gateway = DocumentGatewayServer.Start(new DocumentGatewayOptions
        {
            ConnectionString = server,
            ApplicationName = name,
            // A holder that a test stops keeps its documents for as long, and somebody else waits for them.
            TransactionLifetime = TimeSpan.FromSeconds(10),
            GracePeriod = TimeSpan.FromSeconds(1),
        });
        return new DocumentAccess($"mongodb://127.0.0.1:{gateway.Port}/{name}?directConnection=false", "appName", gateway);
    }
}
