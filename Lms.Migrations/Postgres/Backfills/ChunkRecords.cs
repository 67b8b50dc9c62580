using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Reads how the chunks of a backfill stand.</summary>
internal sealed class ChunkRecords(PostgresSession session)
{
    // A chunk that is not running keeps the lane that had it last, and one that is done the errors of its attempts; nobody is to act on them.
    private const string Sql = """
        SELECT no, state, after_key, to_key, cursor_key, CASE state WHEN 'running' THEN lane END, attempts, timeouts,
               keys, processed, matched, modified, batches, CASE WHEN state <> 'done' THEN error END,
               CASE state WHEN 'running' THEN lease_until END
        FROM migrator.chunks
        WHERE backfill_id = $1 AND no > $2 AND ($3::text IS NULL OR state = $3)
        ORDER BY no LIMIT $4
        """;

    /// <inheritdoc cref="IBackfillStore.ReadChunksAsync"/>
    public async Task<ChunkPage> ReadAsync(long id, ChunkQuery query, CancellationToken cancellationToken)
    {
        var chunks = new List<BackfillChunk>();
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = query.After ?? 0 },
                PostgresParameter.Text(query.State is { } state ? BackfillTerms.Term(state) : null), new() { Value = query.Limit + 1 },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            chunks.Add(Read(reader));
        return ChunkPage.Of(chunks, query.Limit);
    }

    private static BackfillChunk Read(NpgsqlDataReader reader) => new(
        reader.GetInt32(0), BackfillTerms.ReadChunkState(reader.GetString(1)), Text(reader, 2), reader.GetString(3), Text(reader, 4),
        Text(reader, 5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10),
        reader.GetInt64(11), reader.GetInt64(12), Text(reader, 13), reader.IsDBNull(14) ? null : reader.GetFieldValue<DateTimeOffset>(14));

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
