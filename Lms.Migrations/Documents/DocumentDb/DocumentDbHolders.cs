using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Finds who holds what a command waits for.</summary>
internal static class DocumentDbHolders
{
    // Whoever changed a document of the collection keeps a lock on its table until the transaction ends; one that only waits does not count.
    private const string Sql = """
        SELECT a.pid, coalesce(a.usename, ''), a.application_name, coalesce(a.state, ''),
               left(regexp_replace(coalesce(a.query, ''), '\s+', ' ', 'g'), 200), clock_timestamp() - a.xact_start
        FROM pg_stat_activity a
        WHERE a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL AND a.wait_event_type IS DISTINCT FROM 'Lock'
          AND EXISTS (
            SELECT FROM pg_locks l, documentdb_api_catalog.collections c
            WHERE c.database_name = $1 AND c.collection_name = $2 AND l.relation = to_regclass('documentdb_data.documents_' || c.collection_id)
              AND l.pid = a.pid AND l.granted AND l.mode <> 'AccessShareLock')
        ORDER BY a.xact_start LIMIT 5
        """;

    public static async Task<IReadOnlyList<Blocker>> ReadAsync(
        NpgsqlConnection connection, string database, string collection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters = { new() { Value = database }, new() { Value = collection } },
        };
        var holders = new List<Blocker>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            holders.Add(new Blocker(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetTimeSpan(5)));
        }

        return holders;
    }
}
