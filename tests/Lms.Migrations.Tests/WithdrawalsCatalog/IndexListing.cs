using Lms.Migrations.Documents;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

/// <summary>The indexes of a collection as the server lists them, asked for without the engine.</summary>
internal static class IndexListing
{
    // How the server stores it is not how it differs.
    private static readonly string[] Told = ["v", "name", "key", "storageEngine"];

    /// <summary>All but the one on <c>_id</c>, in alphabetical order, as <c>name: a 1, b -1</c> and what else makes it different;
    /// empty when there is no such collection.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(DocumentTestDatabase database, string collection, CancellationToken cancellationToken)
    {
        if ((await database.IndexesAsync(collection, cancellationToken)).Count == 0)
            return [];

        var reply = EjsonElement.Parse(await RunAsync(database, """
            SELECT cursorpage::text FROM documentdb_api.list_indexes_cursor_first_page($1, $2::text::documentdb_core.bson)
            """, $$"""{ "listIndexes": "{{collection}}", "cursor": { "batchSize": 100 } }""", cancellationToken));
        var indexes = reply.Required("cursor").Required("firstBatch").EnumerateArray().Select(index =>
        {
            var keys = index.Required("key").EnumerateObject().Select(key => $"{key.Name} {key.Value.AsInt()}");
            var more = index.EnumerateObject().Where(option => !Told.Contains(option.Name)).Select(option => $" {option.Name}: {option.Value.GetRawText()}");
            return $"{index.Required("name").AsText()}: {string.Join(", ", keys)}{string.Concat(more)}";
        });
        return [.. indexes.Where(index => !index.StartsWith("_id_:", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Builds indexes, given as <c>createIndexes</c> takes them; makes the collection where it is missing.</summary>
    public static Task CreateAsync(DocumentTestDatabase database, string collection, string indexes, CancellationToken cancellationToken) => RunAsync(
        database,
        "SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2::text::documentdb_core.bson, true)::text",
        $$"""{ "createIndexes": "{{collection}}", "indexes": [{{indexes}}] }""",
        cancellationToken);

    public static Task DropAsync(DocumentTestDatabase database, string collection, string name, CancellationToken cancellationToken) => RunAsync(
        database,
        "CALL documentdb_api.drop_indexes($1, $2::text::documentdb_core.bson)",
        $$"""{ "dropIndexes": "{{collection}}", "index": "{{name}}" }""",
        cancellationToken);

    private static async Task<string> RunAsync(DocumentTestDatabase database, string sql, string specification, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        command.Parameters.Add(new() { Value = database.Name });
        command.Parameters.Add(new() { Value = specification });
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? "";
    }
}
