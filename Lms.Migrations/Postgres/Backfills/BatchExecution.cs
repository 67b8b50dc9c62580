using Lms.Migrations.Backfills;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Runs one batch: one transaction to see how far it goes, one to do it.</summary>
internal sealed class BatchExecution(PostgresSession session, SourceTables sources, TimeProvider time, bool locksFirst)
{
    private const int FirstServerThatReturnsOld = 18;

    /// <summary>SQLSTATE of <c>migrator.commit_batch</c>.</summary>
    private const string ClaimNotHeld = "LM003";

    private const string ClaimSql = """
        SELECT c.cursor_key, c.state, b.state FROM migrator.chunks c JOIN migrator.backfills b ON b.id = c.backfill_id
        WHERE c.backfill_id = $1 AND c.no = $2 AND c.lane = $3 AND c.epoch = $4
        """;

    public async Task<BatchResult> RunAsync(BackfillWork work, Chunk chunk, BatchBounds bounds, CancellationToken cancellationToken)
    {
        await using var connection = await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = await sources.GetAsync(work, connection, cancellationToken).ConfigureAwait(false);
        var batch = new Batch(work, chunk, bounds, source);
        var (claim, end) = await LookAsync(connection, batch, cancellationToken).ConfigureAwait(false);
        if (claim is null || claim.State is not ("running" or "done"))
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is no longer claimed by {chunk.Lane}.");

        // The batch before this one was committed after all, though the lost server could not say so.
        if (claim.State == "done")
            return new BatchResult(0, 0, 0, TimeSpan.Zero, chunk.To, ChunkDone: true, claim.Backfill);
        if (claim.Cursor != chunk.Cursor)
        {
            batch = batch with { Chunk = chunk with { Cursor = claim.Cursor } };
            (_, end) = await LookAsync(connection, batch, cancellationToken).ConfigureAwait(false);
        }

        var page = end is not null
            ? new KeyPage(end, bounds.Keys, IsFull: true)
            : await KeyWalk.RestAsync(connection, batch.Times, source, batch.After, chunk.To, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(connection, batch, page, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(Claim? Claim, string? End)> LookAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        await using var look = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(batch.Times), BackfillTransaction.WalkInOrder,
            new NpgsqlBatchCommand(ClaimSql)
            {
                Parameters =
                {
                    new() { Value = batch.Work.Id }, new() { Value = batch.Chunk.Number },
                    new() { Value = batch.Chunk.Lane }, new() { Value = batch.Work.Epoch },
                },
            },
            KeyWalk.EndOfPage(batch.Source, batch.After, batch.Chunk.To, batch.Bounds.Keys));
        await using var reader = await look.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var claim = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new Claim(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetString(1), BackfillTerms.ReadState(reader.GetString(2)))
            : null;
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (claim, await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetString(0) : null);
    }

    private async Task<BatchResult> CommitAsync(NpgsqlConnection connection, Batch batch, KeyPage page, CancellationToken cancellationToken)
    {
        var isDone = !page.IsFull || page.Last == batch.Chunk.To;
        var bound = isDone ? batch.Chunk.To : page.Last!;
        await using var statements = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(batch.Times), Update(connection, batch, bound, isDone, page.Count));
        var began = time.GetTimestamp();
        try
        {
            var (matched, modified, state) = await BackfillTransaction.ReadAsync(
                statements, skip: 1, reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)), cancellationToken).ConfigureAwait(false);
            return new BatchResult(
                (int)page.Count, matched, modified, time.GetElapsedTime(began), bound, isDone, BackfillTerms.ReadState(state));
        }
        catch (PostgresException exception) when (exception.SqlState is ClaimNotHeld or PostgresFailures.LeaseNotHeld)
        {
            throw new ClaimLostException(exception.MessageText);
        }
    }

    private NpgsqlBatchCommand Update(NpgsqlConnection connection, Batch batch, string bound, bool isDone, long keys)
    {
        var (work, chunk, source) = (batch.Work, batch.Chunk, batch.Source);
        var returnsOld = connection.PostgreSqlVersion.Major >= FirstServerThatReturnsOld && !locksFirst;
        var sql = BatchSql.Build((SqlBackfill)work.Definition, source, batch.After is not null, returnsOld);
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                PostgresParameter.Text(batch.After), PostgresParameter.Text(bound), new() { Value = work.Id }, new() { Value = chunk.Number },
                new() { Value = chunk.Lane }, new() { Value = work.Epoch }, new() { Value = work.RunId }, PostgresParameter.Text(chunk.Cursor),
                new() { Value = isDone }, new() { Value = keys }, new() { Value = batch.Bounds.Claim },
            },
        };
        foreach (var column in source.Undo)
            command.Parameters.Add(PostgresParameter.Text(column.Name));
        return command;
    }

    private sealed record Batch(BackfillWork Work, Chunk Chunk, BatchBounds Bounds, SourceTable Source)
    {
        public TimeBounds Times => new(Bounds.LockTimeout, Bounds.Timeout);

        public string? After => Chunk.Cursor ?? Chunk.After;
    }

    private sealed record Claim(string? Cursor, string State, BackfillState Backfill);
}
