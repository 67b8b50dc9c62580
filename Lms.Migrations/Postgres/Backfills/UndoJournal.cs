using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Reads the journal: what a rollback left alone, and whether it agrees with the counts.</summary>
internal sealed class UndoJournal(PostgresSession session)
{
    private const string KeyTypeSql = "SELECT key_type FROM migrator.backfills WHERE id = $1";

    private const string CountsSql = """
        SELECT (SELECT coalesce(sum(modified), 0)::bigint FROM migrator.chunks WHERE backfill_id = $1),
               coalesce(sum(cardinality(keys)), 0)::bigint,
               count(*) FILTER (WHERE cardinality(before) <> cardinality(keys) * cardinality(fields)
                                   OR cardinality(after) <> cardinality(keys) * cardinality(fields))
        FROM migrator.undo WHERE backfill_id = $1
        """;

    // Chunk by chunk, so that memory stays small. 64 bits of a hash stand for the key, which makes it a comparison of numbers.
    private const string RepeatedSql = """
        SELECT c.no, k.repeated FROM migrator.chunks c
        CROSS JOIN LATERAL (
            SELECT count(*) - count(DISTINCT hashtextextended(key COLLATE "C", 0)) AS repeated
            FROM migrator.undo u CROSS JOIN LATERAL unnest(u.keys) AS key WHERE u.backfill_id = c.backfill_id AND u.chunk_no = c.no
        ) k
        WHERE c.backfill_id = $1 AND k.repeated > 0 ORDER BY c.no LIMIT 1
        """;

    // By what the sums have grown, for the journal does not hold rows that matched but did not change.
    private const string GrowthSql = """
        SELECT (SELECT coalesce(sum(sum_after), 0) - coalesce(sum(sum_before), 0) FROM migrator.chunks WHERE backfill_id = $1) AS counted,
               coalesce(sum(coalesce(v.after::numeric, 0) - coalesce(v.before::numeric, 0)), 0) AS journaled
        FROM migrator.undo u
        CROSS JOIN LATERAL (SELECT cardinality(u.keys) AS n, array_position(u.fields, $2) AS i) p
        CROSS JOIN LATERAL unnest(u.before[(i - 1) * n + 1:i * n], u.after[(i - 1) * n + 1:i * n]) AS v (before, after)
        WHERE u.backfill_id = $1
        """;

    private const string DifferentGrowthSql =
        $"SELECT counted::text, journaled::text FROM ({GrowthSql}) AS growth WHERE counted IS DISTINCT FROM journaled";

    /// <inheritdoc cref="IBackfillStore.ReadConflictsAsync"/>
    public async Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken)
    {
        var conflicts = new List<BackfillConflict>();
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var typeCommand = new NpgsqlCommand(KeyTypeSql, connection) { Parameters = { new() { Value = id } } };
        if (await typeCommand.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not string keyType)
            return conflicts;

        await using var command = new NpgsqlCommand($"""
            SELECT c.value ->> 'key', c.value ->> 'field', c.value ->> 'before', c.value ->> 'written', c.value ->> 'found',
                   (c.value ->> 'deleted')::boolean
            FROM migrator.undo u CROSS JOIN LATERAL jsonb_array_elements(u.conflicts) WITH ORDINALITY AS c (value, number)
            WHERE u.backfill_id = $1 ORDER BY (c.value ->> 'key')::{keyType}, u.seq, c.number LIMIT $2
            """, connection) { Parameters = { new() { Value = id }, new() { Value = limit } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            conflicts.Add(new BackfillConflict(
                reader.GetString(0), reader.GetString(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetBoolean(5)));
        }

        return conflicts;
    }

    /// <inheritdoc cref="IBackfillStore.ReconcileAsync"/>
    public async Task<string?> ReconcileAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        var definition = work.Definition;
        if (!definition.IsUndoable)
            return null;

        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(connection, CountsSql, work, null, DescribeCounts, cancellationToken).ConfigureAwait(false)
            ?? await ReadAsync(
                connection, RepeatedSql, work, null,
                reader => $"{reader.GetInt64(1)} keys of chunk {reader.GetInt32(0)} are in the journal more than once", cancellationToken).ConfigureAwait(false)
            ?? (definition.Sum is { } sum && definition.Undo.Contains(sum)
                ? await ReadAsync(
                    connection, DifferentGrowthSql, work, sum,
                    reader => $"the chunks' sums of {sum} grew by {reader.GetString(0)}, those of the journal by {reader.GetString(1)}",
                    cancellationToken).ConfigureAwait(false)
                : null);
    }

    private static string? DescribeCounts(NpgsqlDataReader reader) => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) switch
    {
        (_, _, > 0 and var broken) => $"{broken} entries of the journal do not hold a value for each key",
        var (counted, journaled, _) when counted != journaled => $"the chunks count {counted} changed rows, the journal {journaled}",
        _ => null,
    };

    private static async Task<string?> ReadAsync(
        NpgsqlConnection connection, string sql, BackfillWork work, string? field, Func<NpgsqlDataReader, string?> describe,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = work.Id } } };
        if (field is not null)
            command.Parameters.Add(PostgresParameter.Text(field));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? describe(reader) : null;
    }

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
