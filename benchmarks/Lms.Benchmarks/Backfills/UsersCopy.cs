using System.Globalization;
using Npgsql;

namespace Lms.Benchmarks.Backfills;

/// <summary>One logical document database with users, made and looked at with DocumentDB's functions and tables alone.</summary>
internal sealed class UsersCopy : DatasetCopy
{
    private readonly NpgsqlDataSource _source;
    private readonly string _name;

    public UsersCopy(BenchmarkServer server, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Options = "-c documentdb_core.bsonUseEJson=true -c client_min_messages=warning",
        };
        _name = name;
        _source = BenchmarkServer.Patient(settings.ConnectionString);
        Connection =
            $"documentdb://{settings.Username}:{Uri.EscapeDataString(settings.Password ?? "")}@{settings.Host}:{settings.Port}/{name}"
            + $"?database={settings.Database}&sslmode=disable";
    }

    public override string Connection { get; }

    /// <summary>Documents go into the collection's own table: through the insert command it takes three times as long.</summary>
    public async Task FillAsync(int rows, CancellationToken cancellationToken)
    {
        await ExecuteAsync("SELECT documentdb_api.create_collection($1, 'users')", cancellationToken, _name);
        var id = await ReadAsync(
            "SELECT collection_id FROM documentdb_api_catalog.collections WHERE database_name = $1 AND collection_name = 'users'",
            cancellationToken,
            _name);
        var table = string.Create(CultureInfo.InvariantCulture, $"documentdb_data.documents_{id}");
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            INSERT INTO {{table}} (shard_key_value, object_id, document)
            SELECT {{id}}, documentdb_core.bson_get_value(document, '_id'), document
            FROM (
                SELECT format(
                    '{ "_id": { "$oid": "%s5a17c0ffee%s" }, "email": "user%s@example.com", "affiliateCode": "AFF%s",
                       "affiliateEarnings": { "$numberDecimal": "%s" }, "withdrawableBalance": 0, "totalWithdrawn": 0,
                       "pendingWithdrawals": 0 }',
                    to_hex(1700000000 + n / 100), lpad(to_hex(n), 6, '0'), n, n,
                    round((n::bigint * 7919 % 1000000 + 2)::numeric / 100, 2))::documentdb_core.bson AS document
                FROM generate_series(1, {{rows}}) n OFFSET 0) generated
            """), cancellationToken);
        // Statistics and the visibility map as of a collection that has stood for a while; nothing left to write back.
        await ExecuteAsync($"VACUUM (ANALYZE) {table}", cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
    }

    public override Task ChangeAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "SELECT documentdb_api.update($1, $2::text::documentdb_core.bson)",
        cancellationToken,
        _name,
        $$"""
        { "update": "users", "updates": [{ "q": {{UsersCollection.Filter}}, "multi": true,
          "u": [{ "$set": { "withdrawableBalance": {{UsersCollection.Half}} } }] }] }
        """);

    public override Task<long> CountChangedAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT (documentdb_core.bson_get_value_text(document, 'n'))::bigint FROM documentdb_api.count_query($1, $2::text::documentdb_core.bson)",
        cancellationToken,
        _name,
        $$"""{ "count": "users", "query": { "$expr": { "$eq": ["$withdrawableBalance", {{UsersCollection.Half}}] } } }""");

    public override async ValueTask DisposeAsync()
    {
        await ExecuteAsync("SELECT documentdb_api.drop_database($1)", CancellationToken.None, _name);
        await _source.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<long> ReadAsync(string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = Command(sql, values);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private NpgsqlCommand Command(string sql, string[] values)
    {
        var command = _source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
