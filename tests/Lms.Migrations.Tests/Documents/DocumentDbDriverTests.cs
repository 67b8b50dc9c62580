using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.DocumentDb;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents;

/// <summary>The contract of document commands over DocumentDB.</summary>
public sealed class DocumentDbCommandTests(PostgresServer server) : DocumentCommandTests
{
    private readonly DocumentDbSide side = new(server);

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="DocumentDbCommandTests"/>
public sealed class DocumentDbSchemaCommandTests(PostgresServer server) : DocumentSchemaCommandTests
{
    private readonly DocumentDbSide side = new(server);

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="DocumentDbCommandTests"/>
public sealed class DocumentDbTransactionTests(PostgresServer server) : DocumentTransactionTests
{
    private readonly DocumentDbSide side = new(server);

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();

    private protected override Task ApplicationIncrementAsync() =>
        side.Test.UpdateAsync("c", """{ "_id": 1 }""", """{ "$inc": { "n": 1 } }""", Token);
}

/// <summary>A fresh logical database, seen by the engine's driver and by the test.</summary>
internal sealed class DocumentDbSide(PostgresServer server)
{
    private DocumentTestDatabase? test;

    public DocumentTestDatabase Test => test ?? throw new InvalidOperationException("Not opened.");

    public async Task<IDocumentDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        test = await server.CreateDocumentDatabaseAsync(cancellationToken);
        return await DocumentDbDatabase.OpenAsync(Test.ConnectionString, new MigrationRunnerOptions(), kept: null, TimeProvider.System, cancellationToken);
    }

    public async Task DropAsync() => await Test.DisposeAsync();
}
