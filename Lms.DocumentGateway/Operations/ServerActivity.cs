using Npgsql;

namespace Lms.DocumentGateway.Operations;

/// <summary>A session of the PostgreSQL server with a transaction, and one of the collections that it has locked.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Application">What its client calls itself.</param>
/// <param name="IsActive">Whether it works, rather than rests within its transaction.</param>
/// <param name="IsWaiting">Whether it waits for a lock.</param>
/// <param name="Age">How old its transaction is.</param>
/// <param name="Query">What it runs, or ran last.</param>
/// <param name="Namespace"><c>database.collection</c>, of one that it has changed; of one that it has read when it has changed none; null when it
/// has done neither.</param>
internal sealed record ServerActivity(
    int Process, string Application, bool IsActive, bool IsWaiting, TimeSpan Age, string Query, string? Namespace)
{
    // Whoever reads takes no more than an AccessShareLock, which is in the way of those only who drop something.
    private const string Sql = """
        SELECT a.pid, a.application_name, a.state = 'active', coalesce(a.wait_event_type = 'Lock', false), clock_timestamp() - a.xact_start,
               left(regexp_replace(coalesce(a.query, ''), '\s+', ' ', 'g'), 200), c.database_name || '.' || c.collection_name
        FROM pg_stat_activity a
        LEFT JOIN LATERAL (
            SELECT DISTINCT collection_id
            FROM (SELECT substring(k.relname FROM 11)::bigint AS collection_id, l.mode <> 'AccessShareLock' AS changes,
                         bool_or(l.mode <> 'AccessShareLock') OVER () AS changes_any
                  FROM pg_locks l JOIN pg_class k ON k.oid = l.relation
                  WHERE l.pid = a.pid AND k.relname ~ '^documents_[0-9]+$') held
            WHERE changes = changes_any) locked ON true
        LEFT JOIN documentdb_api_catalog.collections c USING (collection_id)
        WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL
        ORDER BY a.xact_start
        """;

    public static async Task<IReadOnlyList<ServerActivity>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var activities = new List<ServerActivity>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            activities.Add(new ServerActivity(
                reader.GetInt32(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetTimeSpan(4), reader.GetString(5),
                await reader.IsDBNullAsync(6, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(6)));
        }

        return activities;
    }
}
