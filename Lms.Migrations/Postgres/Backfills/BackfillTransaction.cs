using System.Runtime.InteropServices;
using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>How long the server may take.</summary>
/// <param name="Lock">Longest wait for one lock.</param>
/// <param name="Statement">Longest time for one statement; zero leaves it unbounded.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeBounds(TimeSpan Lock, TimeSpan Statement);

/// <summary>How the statements of backfills are sent. What is sent together is one transaction, without BEGIN and COMMIT: the server
/// commits when all of it succeeded, and rolls back by itself when a statement fails or the client is gone.</summary>
internal static class BackfillTransaction
{
    // Text forms must read back as what they were, whatever the server, the database or the role set.
    // A client that is stopped in the middle of a transaction must not keep its row locks: nobody else could go on with the work.
    private const string BoundsSql = """
        SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true),
               set_config('idle_in_transaction_session_timeout', '10s', true),
               set_config('datestyle', 'ISO', true), set_config('intervalstyle', 'postgres', true),
               set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true),
               set_config('jit', 'off', true)
        """;

    // The key is walked in the order of its index; to sort a part of the table for each page would take time for the whole of it.
    private const string WalkInOrderSql = """
        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)
        """;

    /// <summary>Bounds what follows in the same transaction, and fixes the text form of values.</summary>
    public static NpgsqlBatchCommand SetBounds(TimeBounds bounds) => new(BoundsSql)
    {
        Parameters = { PostgresParameter.Text(Milliseconds(bounds.Lock)), PostgresParameter.Text(Milliseconds(bounds.Statement)) },
    };

    /// <summary>Makes what follows in the same transaction use the index of the key.</summary>
    public static NpgsqlBatchCommand WalkInOrder => new(WalkInOrderSql);

    public static NpgsqlBatch Of(NpgsqlConnection connection, params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Executes to the very end, where the server says whether it committed, and reads the first row of one result.</summary>
    /// <param name="batch">What to execute.</param>
    /// <param name="skip">How many results stand before it.</param>
    /// <param name="read">Reads the row.</param>
    /// <param name="cancellationToken">Cancels the statement; nothing is committed then.</param>
    /// <returns>What was read; default when there was no row.</returns>
    public static async Task<T?> ReadAsync<T>(NpgsqlBatch batch, int skip, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < skip; i++)
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);

        var row = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? read(reader) : default;
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            // An error that comes with a later statement, or with the commit, is raised here.
        }

        return row;
    }

    // Zero is the server's word for no bound.
    private static string Milliseconds(TimeSpan duration) =>
        duration == TimeSpan.Zero ? "0" : Math.Max(1, Math.Ceiling(duration.TotalMilliseconds)).ToString("0");
}
