using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Restores one entry of the journal in one transaction, and writes down what was left alone.</summary>
internal sealed class UndoExecution(PostgresSession session, SourceTables sources, MigrationRunnerOptions options)
{
    private const int Passes = 5;

    private const string NextSql = """
        SELECT seq, cardinality(keys), array_to_json(fields)::text FROM migrator.undo WHERE backfill_id = $1 AND restored_at IS NULL ORDER BY seq DESC LIMIT 1 FOR UPDATE
        """;

    private const string RecordSql = """
        WITH entry AS (
            UPDATE migrator.undo SET restored_at = clock_timestamp(), restored = $3, conflicts = $4::text::jsonb WHERE backfill_id = $1 AND seq = $2
        ), counted AS (
            UPDATE migrator.backfills SET restored = restored + $3, conflicts = conflicts + $5 WHERE id = $1 RETURNING state
        )
        SELECT state, migrator.assert_lease($6, $7) FROM counted
        """;

    /// <inheritdoc cref="IBackfillStore.UndoNextAsync"/>
    public async Task<UndoResult?> UndoAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = await sources.GetAsync(work, connection, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await NextAsync(connection, work, cancellationToken).ConfigureAwait(false) is not { } entry)
            return null;

        if (!entry.Fields.SequenceEqual(source.Undo.Select(column => column.Name)))
        {
            throw new BackfillRefusedException($"The journal of backfill {work.Id} holds {string.Join(", ", entry.Fields)}, and the file names other columns.")
            {
                WayOut = "Restore the file as it was when the backfill ran.",
            };
        }

        var (conflicts, list) = await RestoreAsync(connection, source, work, entry.Sequence, cancellationToken).ConfigureAwait(false);
        await using var record = new NpgsqlCommand(RecordSql, connection)
        {
            Parameters =
            {
                new() { Value = work.Id }, new() { Value = entry.Sequence }, new() { Value = entry.Keys - (int)conflicts },
                PostgresParameter.Text(list), new() { Value = conflicts }, new() { Value = lease.Epoch }, new() { Value = lease.Run.RunId },
            },
        };
        var state = (string)(await record.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new UndoResult(entry.Keys - conflicts, conflicts, BackfillTerms.ReadState(state));
    }

    private async Task<Entry?> NextAsync(NpgsqlConnection connection, BackfillWork work, CancellationToken cancellationToken)
    {
        await using var next = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(new TimeBounds(options.LockTimeout, options.StatementTimeout)),
            new NpgsqlBatchCommand(NextSql) { Parameters = { new() { Value = work.Id } } });
        return await BackfillTransaction.ReadAsync(
            next, skip: 1, reader => new Entry(reader.GetInt64(0), reader.GetInt32(1), Names(reader.GetString(2))), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores and looks what is left. A row that another transaction has set back to what the backfill wrote, between the one
    /// and the other, is restored after all.</summary>
    private static async Task<(long Conflicts, string? List)> RestoreAsync(
        NpgsqlConnection connection, SourceTable source, BackfillWork work, long sequence, CancellationToken cancellationToken)
    {
        var sql = new UndoSql(source);
        for (var pass = 1; ; pass++)
        {
            await using var restore = BackfillTransaction.Of(connection, Of(sql.Restore, work, sequence), Of(sql.Compare, work, sequence));
            var (left, conflicts, list) = await BackfillTransaction.ReadAsync(
                restore, skip: 0,
                reader => (reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2)),
                cancellationToken).ConfigureAwait(false);
            if (left == 0)
                return (conflicts, list);
            if (pass == Passes)
                throw NotRestorable(work, left);
        }
    }

    private static BackfillRefusedException NotRestorable(BackfillWork work, long left) =>
        new($"{left} rows of {work.Definition.Source} are as backfill {work.Id} wrote them, and stay so when they are restored.")
        {
            WayOut = "A trigger of the table may keep the change away: disable it (ALTER TABLE … DISABLE TRIGGER …) and roll back again.",
        };

    private static List<string> Names(string json)
    {
        using var names = JsonDocument.Parse(json);
        return [.. names.RootElement.EnumerateArray().Select(name => name.GetString()!)];
    }

    private static NpgsqlBatchCommand Of(string sql, BackfillWork work, long sequence) =>
        new(sql) { Parameters = { new() { Value = work.Id }, new() { Value = sequence } } };

    private sealed record Entry(long Sequence, int Keys, IReadOnlyList<string> Fields);
}
