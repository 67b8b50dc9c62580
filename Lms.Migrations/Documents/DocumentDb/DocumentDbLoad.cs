using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Looks how busy the PostgreSQL server below is.</summary>
internal static class DocumentDbLoad
{
    // A session waits for the collection when it waits for a lock on its table, or for a transaction that holds one there: that is
    // how a wait for a row looks. Sessions of our own name are the lanes.
    private const string Sql = """
        WITH source AS (
            SELECT to_regclass('documentdb_data.documents_' || collection_id) AS relation
            FROM documentdb_api_catalog.collections
            WHERE database_name = $1 AND collection_name = $2
        ), waiters AS (
            SELECT a.pid, a.application_name, a.query
            FROM pg_stat_activity a, source s
            WHERE a.wait_event_type = 'Lock' AND a.application_name <> current_setting('application_name')
              AND EXISTS (
                SELECT FROM pg_locks l
                WHERE l.relation = s.relation
                  AND ((l.pid = a.pid AND NOT l.granted) OR (l.granted AND l.mode <> 'AccessShareLock' AND l.pid = ANY (pg_blocking_pids(a.pid)))))
        ), replica AS (
            SELECT coalesce(replay_lag, interval '0') AS lag, application_name
            FROM pg_stat_replication ORDER BY replay_lag DESC NULLS LAST LIMIT 1
        )
        SELECT (SELECT lag FROM replica), (SELECT application_name FROM replica), (SELECT count(*)::int FROM waiters),
               (SELECT format('pid %s (%s): %s', pid, application_name, left(regexp_replace(query, '\s+', ' ', 'g'), 80)) FROM waiters LIMIT 1)
        """;

    public static async Task<ServerLoad> ReadAsync(
        NpgsqlConnection connection, string database, string collection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters = { new() { Value = database }, new() { Value = collection } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new ServerLoad(
            await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false) ? null : reader.GetTimeSpan(0),
            await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(1),
            reader.GetInt32(2),
            await reader.IsDBNullAsync(3, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(3));
    }
}
