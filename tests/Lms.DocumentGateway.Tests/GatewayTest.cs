using Lms.DocumentGateway.Bson;
using Lms.Testing;
using Npgsql;

namespace Lms.DocumentGateway.Tests;

/// <summary>Gateways of a test's own, a database for it, and somebody who holds its documents.</summary>
public abstract class GatewayTest(PostgresServer server) : IAsyncLifetime
{
    private readonly string database = $"limits_{Guid.NewGuid():N}";
    private readonly List<RawClient> clients = [];
    private NpgsqlConnection? holder;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        if (holder is not null)
            await holder.DisposeAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("SELECT documentdb_api.drop_database($1)");
        command.Parameters.Add(new() { Value = database });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    private protected DocumentGatewayServer Start(Func<DocumentGatewayOptions, DocumentGatewayOptions>? change = null)
    {
        var options = new DocumentGatewayOptions { ConnectionString = server.ConnectionString };
        return DocumentGatewayServer.Start(change is null ? options : change(options));
    }

    private protected async Task<RawClient> ConnectAsync(DocumentGatewayServer gateway)
    {
        var client = await RawClient.ConnectAsync(gateway.Port);
        clients.Add(client);
        return client;
    }

    private protected BsonBuilder Command(string name, string? collection = null, string? on = null)
    {
        var command = new BsonBuilder();
        return (collection is null ? command.Int32(name, 1) : command.String(name, collection)).String("$db", on ?? database);
    }

    private protected BsonBuilder Insert(BsonBuilder document) => Command("insert", "c").Documents("documents", document);

    private protected BsonBuilder Increment() => Command("update", "c").Documents("updates", new BsonBuilder()
        .Document("q", new BsonBuilder().Int32("_id", 1)).Document("u", new BsonBuilder().Document("$inc", new BsonBuilder().Int32("n", 1))));

    private protected BsonBuilder Sorted() => Command("find", "c").Document("sort", new BsonBuilder().Int32("n", 1)).Int32("batchSize", 2);

    private protected BsonBuilder More(RawReply opened) => new BsonBuilder()
        .Int64("getMore", opened.Number("cursor", "id")!.Value).String("collection", "c").Int32("batchSize", 2).String("$db", database);

    private protected static BsonBuilder InTransaction(BsonBuilder command, Guid session, long number) =>
        command.Document("lsid", new BsonBuilder().Uuid("id", session)).Int64("txnNumber", number).Boolean("autocommit", false);

    private protected async Task InsertManyAsync(RawClient client, int count)
    {
        for (var id = 1; id <= count; id++)
            Assert.True((await client.AskAsync(Insert(new BsonBuilder().Int32("_id", id).Int32("n", -id)))).IsOk);
    }

    /// <summary>Locks the documents of the collection, as somebody who writes to them.</summary>
    private protected async Task HoldDocumentAsync()
    {
        holder = new NpgsqlConnection(server.ConnectionString);
        await holder.OpenAsync(Token);
        await using var hold = new NpgsqlCommand($"BEGIN; SELECT FROM {await TableAsync(holder)} FOR UPDATE", holder);
        await hold.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Takes statistics of the collection as it is now.</summary>
    private protected async Task AnalyzeAsync()
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);
        await using var analyze = new NpgsqlCommand($"ANALYZE {await TableAsync(connection)}", connection);
        await analyze.ExecuteNonQueryAsync(Token);
    }

    private async Task<string> TableAsync(NpgsqlConnection connection)
    {
        await using var find = new NpgsqlCommand(
            "SELECT 'documentdb_data.documents_' || collection_id FROM documentdb_api_catalog.collections WHERE database_name = $1 AND collection_name = 'c'",
            connection)
        {
            Parameters = { new() { Value = database } },
        };
        return (string)(await find.ExecuteScalarAsync(Token))!;
    }

    private protected async Task ReleaseDocumentAsync()
    {
        await using var release = new NpgsqlCommand("COMMIT", holder!);
        await release.ExecuteNonQueryAsync(Token);
    }

    /// <summary>How many sessions wait for what the test holds.</summary>
    private protected async Task<long> WaitersAsync()
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))", connection)
        {
            Parameters = { new() { Value = holder!.ProcessID } },
        };
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private protected static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private protected static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await isSo())
            await Task.Delay(20, limit.Token);
    }
}
