using Lms.Migrations.Documents.Commands;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Documents;

/// <summary>The contract of document commands over this stack's driver.</summary>
public sealed class DriverCommandTests(PostgresServer server) : DocumentCommandTests
{
    private readonly DocumentSide side = new(server);

    [Fact]
    public async Task A_reader_that_stops_early_keeps_no_session_of_the_server()
    {
        await InsertAsync("c", 250);
        await StopEarlyAsync(10);

        await using var connection = await side.Test.OpenAsync(Token);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", connection);
        count.Parameters.Add(new() { Value = side.Test.Name });
        Assert.InRange((long)(await count.ExecuteScalarAsync(Token))!, 0, 3);
    }

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="DriverCommandTests"/>
public sealed class DriverSchemaCommandTests(PostgresServer server) : DocumentSchemaCommandTests
{
    private readonly DocumentSide side = new(server);

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="DriverCommandTests"/>
public sealed class DriverTransactionTests(PostgresServer server) : DocumentTransactionTests
{
    private readonly DocumentSide side = new(server);

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();

    private protected override Task ApplicationIncrementAsync() =>
        side.Test.UpdateAsync("c", """{ "_id": 1 }""", """{ "$inc": { "n": 1 } }""", Token);
}

/// <summary>A fresh logical database, seen by the engine's driver and by the test.</summary>
internal sealed class DocumentSide(PostgresServer server)
{
    private DocumentTestDatabase? test;

    public DocumentTestDatabase Test => test ?? throw new InvalidOperationException("Not opened.");

    public async Task<IDocumentDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        test = await server.CreateDocumentDatabaseAsync(cancellationToken);
        return await Migrations.Documents.Stack.OpenAsync(Test.ConnectionString, new MigrationRunnerOptions(), kept: null, TimeProvider.System, cancellationToken);
    }

    public async Task DropAsync() => await Test.DisposeAsync();
}
