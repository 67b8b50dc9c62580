using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Cuts the key of a table into chunks, and chunks into halves.</summary>
internal sealed class ChunkPlanning(PostgresSession session, SourceTables sources, MigrationRunnerOptions options)
{
    private const string EndSql = "SELECT planned_to, is_planned FROM migrator.backfills WHERE id = $1";

    // Stands before what takes the next free number, which must see what the one who held the lock has written.
    private const string LockSql = "SELECT FROM migrator.backfills WHERE id = $1 FOR NO KEY UPDATE";

    private const string PlanSql = """
        WITH planned AS (
            UPDATE migrator.backfills SET planned_to = coalesce($4, planned_to), is_planned = $6
            WHERE id = $1 AND epoch = $2 AND planned_to IS NOT DISTINCT FROM $3 AND NOT is_planned
            RETURNING id
        ), numbered AS MATERIALIZED (
            SELECT id, (SELECT coalesce(max(no), 0) + 1 FROM migrator.chunks WHERE backfill_id = id) AS no FROM planned
        ), added AS (
            INSERT INTO migrator.chunks (backfill_id, no, after_key, to_key, keys)
            SELECT id, no, $3, $4, $5 FROM numbered WHERE $4 IS NOT NULL
        )
        SELECT migrator.assert_lease($2, $7) FROM numbered
        """;

    private const string SplitSql = """
        WITH first AS (
            UPDATE migrator.chunks
            SET to_key = $5, keys = processed + $6, state = 'pending', lane = NULL, epoch = NULL, lease_until = NULL, timeouts = 0
            WHERE backfill_id = $1 AND no = $2 AND lane = $3 AND epoch = $4 AND state = 'running' AND cursor_key IS NOT DISTINCT FROM $8
            RETURNING backfill_id
        )
        INSERT INTO migrator.chunks (backfill_id, no, after_key, to_key, keys)
        SELECT backfill_id, (SELECT max(no) + 1 FROM migrator.chunks WHERE backfill_id = $1), $5, $9, $7 FROM first
        RETURNING no
        """;

    private TimeBounds Bounds => new(options.LockTimeout, options.StatementTimeout);

    /// <inheritdoc cref="IBackfillStore.PlanChunkAsync"/>
    public async Task<bool> PlanAsync(BackfillWork work, int size, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = await sources.GetAsync(work, connection, cancellationToken).ConfigureAwait(false);
        var (end, isPlanned) = await ReadEndAsync(connection, work, cancellationToken).ConfigureAwait(false);
        if (isPlanned)
            return false;

        var page = await KeyWalk.PageAsync(connection, Bounds, source, end, to: null, size, cancellationToken).ConfigureAwait(false);
        await using var plan = BackfillTransaction.Of(connection, BackfillTransaction.SetBounds(Bounds), Lock(work), Plan(work, end, page));
        var isWritten = await BackfillTransaction.ReadAsync(plan, skip: 2, _ => true, cancellationToken).ConfigureAwait(false);
        return isWritten ? page.IsFull : throw new ClaimLostException($"Another run plans backfill {work.Id}.");
    }

    /// <inheritdoc cref="IBackfillStore.SplitAsync"/>
    public async Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = await sources.GetAsync(work, connection, cancellationToken).ConfigureAwait(false);
        var after = chunk.Cursor ?? chunk.After;
        var left = await KeyWalk.RestAsync(connection, Bounds, source, after, chunk.To, cancellationToken).ConfigureAwait(false);
        if (left.Count < 2)
            return false;

        var half = await KeyWalk.PageAsync(connection, Bounds, source, after, chunk.To, (int)(left.Count / 2), cancellationToken).ConfigureAwait(false);
        // Rows may have been deleted since they were counted.
        if (half.Last is null || half.Last == chunk.To)
            return false;

        await using var split = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(Bounds), Lock(work), Split(work, chunk, half, left.Count - half.Count));
        return await BackfillTransaction.ReadAsync(split, skip: 2, _ => true, cancellationToken).ConfigureAwait(false)
            ? true
            : throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is no longer claimed by {chunk.Lane}.");
    }

    private static async Task<(string? End, bool IsPlanned)> ReadEndAsync(NpgsqlConnection connection, BackfillWork work, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EndSql, connection) { Parameters = { new() { Value = work.Id } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetBoolean(1));
    }

    private static NpgsqlBatchCommand Lock(BackfillWork work) => new(LockSql) { Parameters = { new() { Value = work.Id } } };

    private static NpgsqlBatchCommand Plan(BackfillWork work, string? end, KeyPage page) => new(PlanSql)
    {
        Parameters =
        {
            new() { Value = work.Id }, new() { Value = work.Epoch }, PostgresParameter.Text(end), PostgresParameter.Text(page.Last),
            new() { Value = page.Count }, new() { Value = !page.IsFull }, new() { Value = work.RunId },
        },
    };

    private static NpgsqlBatchCommand Split(BackfillWork work, Chunk chunk, KeyPage half, long others) => new(SplitSql)
    {
        Parameters =
        {
            new() { Value = work.Id }, new() { Value = chunk.Number }, new() { Value = chunk.Lane }, new() { Value = work.Epoch },
            PostgresParameter.Text(half.Last), new() { Value = half.Count }, new() { Value = others },
            PostgresParameter.Text(chunk.Cursor), PostgresParameter.Text(chunk.To),
        },
    };
}
