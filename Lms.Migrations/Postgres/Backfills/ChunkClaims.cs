using Lms.Migrations.Backfills;
using Lms.Migrations.Leasing;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Who works on which chunk.</summary>
internal sealed class ChunkClaims(PostgresSession session)
{
    private const string AdoptSql = """
        WITH adopted AS (
            UPDATE migrator.backfills SET run_id = $3, epoch = $2 WHERE id = $1 RETURNING id
        ), opened AS (
            UPDATE migrator.chunks SET
                state = 'pending', lane = NULL, epoch = NULL, lease_until = NULL,
                attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END, error = CASE state WHEN 'failed' THEN NULL ELSE error END
            WHERE backfill_id = $1 AND state IN ('running', 'failed')
        )
        SELECT migrator.assert_lease($2, $3) FROM adopted
        """;

    private const string ClaimSql = """
        WITH next AS MATERIALIZED (
            SELECT c.backfill_id, c.no FROM migrator.chunks c JOIN migrator.backfills b ON b.id = c.backfill_id
            WHERE c.backfill_id = $1 AND b.epoch = $2
              AND (c.state = 'pending' OR (c.state = 'running' AND c.lease_until < clock_timestamp()))
            ORDER BY c.no LIMIT 1 FOR UPDATE OF c SKIP LOCKED
        )
        UPDATE migrator.chunks c SET state = 'running', lane = $3, epoch = $2, lease_until = clock_timestamp() + $4
        FROM next WHERE c.backfill_id = next.backfill_id AND c.no = next.no
        RETURNING c.no, c.after_key, c.to_key, c.cursor_key, c.lane, c.attempts, c.timeouts
        """;

    private const string ReleaseSql = """
        UPDATE migrator.chunks SET state = 'pending', lane = NULL, epoch = NULL, lease_until = NULL
        WHERE backfill_id = $1 AND no = $2 AND lane = $3 AND epoch = $4 AND state = 'running'
        """;

    private const string FailSql = """
        UPDATE migrator.chunks SET
            state = CASE WHEN $7 THEN 'failed' ELSE 'pending' END, lane = NULL, epoch = NULL, lease_until = NULL,
            attempts = attempts + 1, timeouts = timeouts + CASE WHEN $6 THEN 1 ELSE 0 END, error = $5, failed_at = clock_timestamp()
        WHERE backfill_id = $1 AND no = $2 AND lane = $3 AND epoch = $4 AND state = 'running'
        """;

    /// <inheritdoc cref="IBackfillStore.AdoptAsync"/>
    public async Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(AdoptSql, connection)
        {
            Parameters = { new() { Value = id }, new() { Value = lease.Epoch }, new() { Value = lease.Run.RunId } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IBackfillStore.ClaimAsync"/>
    public async Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(ClaimSql, connection)
        {
            Parameters = { new() { Value = work.Id }, new() { Value = work.Epoch }, new() { Value = lane }, new() { Value = duration } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new Chunk(
                reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4), reader.GetInt32(5), reader.GetInt32(6))
            : null;
    }

    /// <inheritdoc cref="IBackfillStore.ReleaseAsync"/>
    /// <remarks>A chunk that is somebody else's by now stays as it is.</remarks>
    public async Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) =>
        await EndAsync(work, chunk, ReleaseSql, [], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="IBackfillStore.FailAsync"/>
    /// <exception cref="ClaimLostException">Somebody else has the chunk.</exception>
    public async Task FailAsync(
        BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken)
    {
        var isRecorded = await EndAsync(
            work, chunk, FailSql, [PostgresParameter.Text(error), new() { Value = isTimeout }, new() { Value = isFinal }],
            cancellationToken).ConfigureAwait(false);
        if (!isRecorded)
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is no longer claimed by {chunk.Lane}.");
    }

    private async Task<bool> EndAsync(
        BackfillWork work, Chunk chunk, string sql, IReadOnlyList<NpgsqlParameter> others, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new() { Value = work.Id }, new() { Value = chunk.Number }, new() { Value = chunk.Lane }, new() { Value = work.Epoch },
            },
        };
        foreach (var parameter in others)
            command.Parameters.Add(parameter);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }
}
