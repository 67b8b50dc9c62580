using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Reads how backfills stand, each in one query, whatever the number of chunks.</summary>
internal sealed class BackfillRecords(PostgresSession session)
{
    // A holder whose server process is gone drives nothing, though its lease has not run out yet.
    private const string StatusSql = """
        SELECT b.id, b.version, b.name, b.step, b.checksum, b.source, b.state, b.run_id, b.epoch, b.changed_by, b.reason, b.started_at,
               b.changed_at, b.is_planned, b.estimated, b.restored, b.conflicts, b.rate, b.batch_size, b.lanes, b.throttle,
               b.state NOT IN ('interrupted', 'cancelled', 'failed', 'succeeded', 'undone') AND EXISTS (
                   SELECT FROM migrator.lease l
                   WHERE l.run_id = b.run_id AND l.epoch = b.epoch AND l.expires_at > clock_timestamp()
                     AND (l.backend_pid IS NULL OR EXISTS (
                         SELECT FROM pg_stat_activity a
                         WHERE a.pid = l.backend_pid AND (a.backend_start IS NULL OR a.backend_start = l.backend_start)))),
               c.planned, c.processed, c.matched, c.modified, c.batches, c.sum_before::text, c.sum_after::text,
               c.pending, c.running, c.done, c.failed, c.claimed, e.error
        FROM migrator.backfills b
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(keys), 0)::bigint AS planned, coalesce(sum(processed), 0)::bigint AS processed,
                   coalesce(sum(matched), 0)::bigint AS matched, coalesce(sum(modified), 0)::bigint AS modified,
                   coalesce(sum(batches), 0)::bigint AS batches, sum(sum_before) AS sum_before, sum(sum_after) AS sum_after,
                   count(*) FILTER (WHERE state = 'pending')::integer AS pending, count(*) FILTER (WHERE state = 'running')::integer AS running,
                   count(*) FILTER (WHERE state = 'done')::integer AS done, count(*) FILTER (WHERE state = 'failed')::integer AS failed,
                   count(DISTINCT lane) FILTER (WHERE state = 'running' AND lease_until > clock_timestamp())::integer AS claimed
            FROM migrator.chunks WHERE backfill_id = b.id
        ) c
        LEFT JOIN LATERAL (
            SELECT error FROM migrator.chunks
            WHERE backfill_id = b.id AND state <> 'done' AND error IS NOT NULL ORDER BY failed_at DESC LIMIT 1
        ) e ON true
        """;

    private const string ListSql = StatusSql + " ORDER BY b.id DESC";

    private const string FindSql = StatusSql + " WHERE b.id = $1";

    private const string FindOfStepSql = StatusSql + """
         WHERE b.version::numeric = $1::numeric AND b.step = $2 AND b.state <> 'undone' ORDER BY b.id DESC LIMIT 1
        """;

    private const string ReportSql = """
        UPDATE migrator.backfills SET rate = $3, batch_size = $4, lanes = $5, throttle = $6 WHERE id = $1 AND epoch = $2
        """;

    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) => ReadAsync(ListSql, [], cancellationToken);

    public async Task<BackfillStatus?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await ReadAsync(FindSql, [new() { Value = id }], cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async Task<BackfillStatus?> FindAsync(MigrationVersion version, int step, CancellationToken cancellationToken) =>
        (await ReadAsync(
            FindOfStepSql, [PostgresParameter.Text(version.ToString()), new() { Value = step }], cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc cref="IBackfillStore.ReportAsync"/>
    public async Task<BackfillStatus> ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = BackfillTransaction.Of(
            connection,
            new NpgsqlBatchCommand(ReportSql)
            {
                Parameters =
                {
                    new() { Value = work.Id }, new() { Value = work.Epoch }, PostgresParameter.Double(report.Rate),
                    new() { Value = report.BatchSize }, new() { Value = report.Lanes }, PostgresParameter.Text(report.Throttle),
                },
            },
            new NpgsqlBatchCommand(FindSql) { Parameters = { new() { Value = work.Id } } });
        return await BackfillTransaction.ReadAsync(batch, skip: 0, Read, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Backfill {work.Id} is gone from the bookkeeping, which nothing ever deletes from.");
    }

    private async Task<IReadOnlyList<BackfillStatus>> ReadAsync(
        string sql, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellationToken)
    {
        var statuses = new List<BackfillStatus>();
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                statuses.Add(Read(reader));
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // The engine never ran here, or only one that knew no backfills.
        }

        return statuses;
    }

    private static BackfillStatus Read(NpgsqlDataReader reader)
    {
        var state = BackfillTerms.ReadState(reader.GetString(6));
        var isDriven = reader.GetBoolean(21);
        return new BackfillStatus
        {
            Id = reader.GetInt64(0),
            Version = MigrationVersion.Parse(reader.GetString(1)),
            Name = reader.GetString(2),
            Step = reader.GetInt32(3),
            Checksum = reader.GetString(4),
            Source = reader.GetString(5),
            State = state,
            RunId = reader.GetGuid(7),
            Epoch = reader.GetInt64(8),
            ChangedBy = reader.GetString(9),
            Reason = Text(reader, 10),
            StartedAt = reader.GetFieldValue<DateTimeOffset>(11),
            ChangedAt = reader.GetFieldValue<DateTimeOffset>(12),
            IsPlanned = reader.GetBoolean(13),
            Estimated = reader.GetInt64(14),
            Restored = reader.GetInt64(15),
            Conflicts = reader.GetInt64(16),
            Rate = !isDriven || reader.IsDBNull(17) ? null : reader.GetDouble(17),
            BatchSize = !isDriven || reader.IsDBNull(18) ? null : reader.GetInt32(18),
            // A lane that undoes claims no chunk; lanes of other processes are known by their claims only.
            Lanes = isDriven && state == BackfillState.Undoing ? reader.GetInt32(19) : reader.GetInt32(33),
            Throttle = isDriven ? Text(reader, 20) : null,
            IsDriven = isDriven,
            Planned = reader.GetInt64(22),
            Processed = reader.GetInt64(23),
            Matched = reader.GetInt64(24),
            Modified = reader.GetInt64(25),
            Batches = reader.GetInt64(26),
            SumBefore = Text(reader, 27),
            SumAfter = Text(reader, 28),
            Chunks = new ChunkCounts(reader.GetInt32(29), reader.GetInt32(30), reader.GetInt32(31), reader.GetInt32(32)),
            Error = Text(reader, 34),
        };
    }

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
