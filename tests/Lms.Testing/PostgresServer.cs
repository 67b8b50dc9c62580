using Lms.EmbeddedPostgres;
using Xunit;

namespace Lms.Testing;

/// <summary>One throw-away server for all tests of an assembly.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private EmbeddedPostgresServer? server;

    private EmbeddedPostgresServer Server => server ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync() =>
        server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions(), progress: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <summary>Connection string to the maintenance database, as superuser.</summary>
    public string ConnectionString => Server.ConnectionString;

    /// <summary>Where psql and pg_dump of the same server lie; null for a server that was given.</summary>
    public string? BinDirectory => Server.BinDirectory;

    /// <summary>A new, empty database.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken) =>
        new(await Server.CreateFreshDatabaseAsync("test", cancellationToken));

    /// <summary>A new, empty logical document database on the same server; dispose it, for that drops it.</summary>
    public Task<DocumentTestDatabase> CreateDocumentDatabaseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Server.DocumentsUnavailableReason is { } reason
            ? throw new InvalidOperationException($"The server has no documents: {reason}.")
            : Task.FromResult(new DocumentTestDatabase(Server.ConnectionString, $"test_{Guid.NewGuid():N}"));
    }
}
