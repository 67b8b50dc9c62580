using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Asks how far replicas lag, and who waits because of a backfill.</summary>
internal sealed class ServerLoadQuery(PostgresSession session)
{
    // Lanes, of this process and of others, are known by the application name that they share.
    private const string LoadSql = """
        WITH waiting AS (
            SELECT a.pid, a.application_name, a.query_start, a.query FROM pg_stat_activity a
            WHERE a.wait_event_type = 'Lock' AND a.datname = current_database() AND a.application_name <> current_setting('application_name')
        ), held_up AS (
            SELECT w.* FROM waiting w
            WHERE EXISTS (SELECT FROM pg_locks l WHERE l.pid = w.pid AND NOT l.granted AND l.relation = to_regclass($1))
               OR EXISTS (
                   SELECT FROM unnest(pg_blocking_pids(w.pid)) AS b (pid) JOIN pg_stat_activity lane ON lane.pid = b.pid
                   WHERE lane.application_name = current_setting('application_name'))
        )
        SELECT r.replay_lag, r.application_name, (SELECT count(*)::integer FROM held_up),
               (SELECT concat_ws(' ', nullif(application_name, ''), format('(process %s)', pid), left(regexp_replace(query, '\s+', ' ', 'g'), 80))
                FROM held_up ORDER BY query_start LIMIT 1)
        FROM (VALUES (1)) AS one
        LEFT JOIN LATERAL (
            SELECT replay_lag, application_name FROM pg_stat_replication WHERE replay_lag IS NOT NULL ORDER BY replay_lag DESC LIMIT 1
        ) r ON true
        """;

    /// <inheritdoc cref="IBackfillStore.ReadLoadAsync"/>
    public async Task<ServerLoad> ReadAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(LoadSql, connection) { Parameters = { PostgresParameter.Text(work.Definition.Source) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new ServerLoad(
            reader.IsDBNull(0) ? null : reader.GetTimeSpan(0), reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }
}
