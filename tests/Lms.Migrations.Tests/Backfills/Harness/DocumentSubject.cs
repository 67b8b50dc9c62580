using System.Globalization;
using System.Text.Json;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>Accounts in a collection; half of the earnings are decimals, the other half doubles.</summary>
public sealed class DocumentSubject(DocumentTestDatabase database) : BackfillSubject
{
    private const string Accounts = "accounts";
    private const int InsertSize = 1_000;

    public override DatabaseTarget Target => new(
        "test", DatabaseEngine.MongoDb, database.ConnectionStringOf(database.Name), Catalog.Path);

    public override async Task FillAsync(int count, CancellationToken cancellationToken)
    {
        foreach (var ids in Enumerable.Range(1, count).Chunk(InsertSize))
            await database.InsertAsync(Accounts, cancellationToken, ids.Select(Document));
    }

    public override void WriteBackfill(string comment = "") => Catalog.Write("1-balances.json", $$"""
        {
          // {{comment}}
          "up": [{
            "backfill": "accounts",
            "where": { "balance": 0, "earnings": { "$exists": true, "$not": { "$lte": 0 }, "$ne": null } },
            "set": { "balance": { "$round": [{ "$multiply": [{ "$toDecimal": "$earnings" }, { "$numberDecimal": "0.5" }] }, 2] } },
            "sum": "balance"
          }]
        }
        """);

    public override decimal Expected(decimal earnings) => Math.Round(earnings / 2, 2, MidpointRounding.ToEven);

    public override async Task<IReadOnlyList<Account>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await FingerprintAsync(cancellationToken)).Select(Parse)];

    public override Task<IReadOnlyList<string>> FingerprintAsync(CancellationToken cancellationToken) =>
        database.FindAsync(Accounts, "{}", cancellationToken);

    public override Task SetBalanceAsync(int id, decimal balance, CancellationToken cancellationToken) =>
        SetAsync(id, "balance", balance == 0 ? "0" : Decimal(balance), cancellationToken);

    public override Task SetEarningsAsync(int id, decimal earnings, CancellationToken cancellationToken) =>
        SetAsync(id, "earnings", Decimal(earnings), cancellationToken);

    public override Task DeleteAsync(int id, CancellationToken cancellationToken) =>
        database.DeleteAsync(Accounts, $$"""{ "_id": {{id}} }""", cancellationToken);

    public override Task PoisonAsync(int id, CancellationToken cancellationToken) =>
        SetAsync(id, "earnings", "\"ten\"", cancellationToken);

    public override async Task<IAsyncDisposable> HoldAsync(int first, int last, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT p_success FROM documentdb_api.update($1, $2::text::documentdb_core.bson)", connection)
        {
            Parameters =
            {
                new() { Value = database.Name },
                new()
                {
                    Value = $$$"""
                        { "update": "accounts", "updates": [{
                            "q": { "_id": { "$gte": {{{first}}}, "$lte": {{{last}}} } }, "u": { "$set": { "note": "held" } }, "multi": true }] }
                        """,
                },
            },
        };
        Assert.True(await command.ExecuteScalarAsync(cancellationToken) is true);
        return new HeldTransaction(connection, transaction);
    }

    public override async Task<IAsyncDisposable> QueueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT 'documentdb_data.documents_' || collection_id FROM documentdb_api_catalog.collections WHERE database_name = $1 AND collection_name = $2",
            connection)
        {
            Parameters = { new() { Value = database.Name }, new() { Value = Accounts } },
        };
        var table = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return await LockQueue.JoinAsync(async token => await database.OpenAsync(token), table, cancellationToken);
    }

    public override async Task<IReadOnlyDictionary<int, int>> JournalAsync(CancellationToken cancellationToken)
    {
        var times = new Dictionary<int, int>();
        foreach (var text in await database.FindAsync("migration_undo", "{}", cancellationToken))
        {
            using var part = JsonDocument.Parse(text);
            foreach (var entry in part.RootElement.GetProperty("entries").EnumerateArray())
            {
                var id = (int)Number(entry.GetProperty("_id"));
                times[id] = times.GetValueOrDefault(id) + 1;
            }
        }

        return times;
    }

    public override async Task<IReadOnlyList<string>> LanesAsync(CancellationToken cancellationToken)
    {
        var lanes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in await database.FindAsync("migration_chunks", "{}", cancellationToken))
        {
            using var chunk = JsonDocument.Parse(text);
            if (chunk.RootElement.TryGetProperty("lane", out var lane) && lane.ValueKind == JsonValueKind.String)
                lanes.Add(lane.GetString()!);
        }

        return [.. lanes];
    }

    public override async Task BreakConnectionsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // The server is shared with other tests, whose connections are let alone: these are told by their application's name.
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1", connection)
        {
            Parameters = { new() { Value = database.Name } },
        };
        await command.ExecuteScalarAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task SetAsync(int id, string field, string value, CancellationToken cancellationToken) =>
        database.UpdateAsync(Accounts, $$"""{ "_id": {{id}} }""", $$"""{ "$set": { "{{field}}": {{value}} } }""", cancellationToken);

    private static string Document(int id)
    {
        var earnings = Account.EarningsOf(id) is not { } value ? "" : $", \"earnings\": {(id % 2 == 0 ? Decimal(value) : Double(value))}";
        return $$"""{ "_id": {{id}}, "balance": 0, "note": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"{{earnings}} }""";
    }

    private static string Decimal(decimal value) => $$"""{ "$numberDecimal": "{{value.ToString(CultureInfo.InvariantCulture)}}" }""";

    private static string Double(decimal value) => $$"""{ "$numberDouble": "{{value.ToString(CultureInfo.InvariantCulture)}}" }""";

    private static Account Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        decimal? earnings = root.TryGetProperty("earnings", out var found) ? Number(found) : null;
        return new Account((int)Number(root.GetProperty("_id")), earnings, Number(root.GetProperty("balance")));
    }

    // A double prints with 20 digits; people see its 15.
    private static decimal Number(JsonElement value)
    {
        var property = value.EnumerateObject().Single();
        var number = decimal.Parse(property.Value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
        return property.Name == "$numberDouble" ? Math.Round(number, 12) : number;
    }

    private sealed class HeldTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
