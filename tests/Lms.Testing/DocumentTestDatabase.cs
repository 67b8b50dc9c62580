using Npgsql;

namespace Lms.Testing;

/// <summary>An empty logical document database of a test's own, looked at with DocumentDB's functions and never with the engine.
/// Documents go in as Extended JSON and come out in its canonical form.</summary>
public sealed class DocumentTestDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly DocumentAccess access;

    /// <param name="server">Npgsql keyword string to the database that has the extension.</param>
    /// <param name="name">The logical database's name.</param>
    public DocumentTestDatabase(string server, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(server);
        Name = name;
        DocumentDbConnectionString =
            $"documentdb://{settings.Username}:{Uri.EscapeDataString(settings.Password ?? "")}@{settings.Host}:{settings.Port}/{name}"
            + $"?database={settings.Database}&sslmode=disable";
        access = Stack.Serve(DocumentDbConnectionString, server, name);
        settings.ApplicationName = "test";
        settings.Pooling = true;
        settings.Options = "-c documentdb_core.bsonUseEJson=true -c client_min_messages=warning";
        source = NpgsqlDataSource.Create(settings);
    }

    public string Name { get; }

    /// <summary>As the engine of this stack takes it; parameters can be added at its end.</summary>
    public string ConnectionString => access.ConnectionString;

    /// <summary><c>documentdb://…</c>, in every stack.</summary>
    public string DocumentDbConnectionString { get; }

    public Task InsertAsync(string collection, CancellationToken cancellationToken, params IEnumerable<string> documents) =>
        WriteAsync("insert", $$"""{ "insert": "{{collection}}", "documents": [{{string.Join(',', documents)}}] }""", cancellationToken);

    /// <summary>Changes every document that matches.</summary>
    public Task UpdateAsync(string collection, string filter, string update, CancellationToken cancellationToken) =>
        WriteAsync(
            "update", $$"""{ "update": "{{collection}}", "updates": [{ "q": {{filter}}, "u": {{update}}, "multi": true }] }""", cancellationToken);

    public Task DeleteAsync(string collection, string filter, CancellationToken cancellationToken) =>
        WriteAsync("delete", $$"""{ "delete": "{{collection}}", "deletes": [{ "q": {{filter}}, "limit": 0 }] }""", cancellationToken);

    /// <summary>Every document that matches, in order of <c>_id</c>; empty when there is no such collection.</summary>
    public Task<IReadOnlyList<string>> FindAsync(string collection, string filter, CancellationToken cancellationToken) =>
        FindAsync(collection, filter, projection: "{}", cancellationToken);

    public async Task<IReadOnlyList<string>> FindAsync(
        string collection, string filter, string projection, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // The function takes no expression over its result; as text, its result is Extended JSON.
        await using var command = new NpgsqlCommand(
            "SELECT document FROM documentdb_api_catalog.bson_aggregation_find($1, $2::text::documentdb_core.bson)", connection);
        command.AllResultTypesAreUnknown = true;
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new()
        {
            Value = $$"""{ "find": "{{collection}}", "filter": {{filter}}, "projection": {{projection}}, "sort": { "_id": 1 } }""",
        });
        var documents = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            documents.Add(reader.GetString(0));
        return documents;
    }

    public async Task<long> CountAsync(string collection, string filter, CancellationToken cancellationToken) =>
        (await FindAsync(collection, filter, """{ "_id": 1 }""", cancellationToken)).Count;

    /// <summary>The names of a collection's indexes, in alphabetical order.</summary>
    public async Task<IReadOnlyList<string>> IndexesAsync(string collection, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            SELECT (i.index_spec).index_name
            FROM documentdb_api_catalog.collection_indexes i JOIN documentdb_api_catalog.collections c USING (collection_id)
            WHERE c.database_name = $1 AND c.collection_name = $2 AND i.index_is_valid ORDER BY 1
            """);
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = collection });
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>A session of the server's own, for whatever a test does beside: hold a lock, count sessions.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    /// <summary>The same for an application of that name.</summary>
    public string ConnectionStringOf(string application) => $"{ConnectionString}&{access.ApplicationParameter}={application}";

    public async ValueTask DisposeAsync()
    {
        if (access.Server is not null)
            await access.Server.DisposeAsync();
        await using (var command = source.CreateCommand("SELECT documentdb_api.drop_database($1)"))
        {
            command.Parameters.Add(new() { Value = Name });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await source.DisposeAsync();
    }

    private async Task WriteAsync(string function, string specification, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"SELECT p_success, p_result::text FROM documentdb_api.{function}($1, $2::text::documentdb_core.bson)");
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = specification });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.GetBoolean(0))
            throw new InvalidOperationException($"The test's own {function} failed: {reader.GetString(1)}");
    }
}
