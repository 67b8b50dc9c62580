using System.Reflection;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Creates the engine's own tables, once for each database, and adds to them what an older engine did not know.</summary>
internal static class PostgresBookkeeping
{
    // Any number will do, as long as every version of the engine uses the same.
    private const long CreationLock = 0x6c6d73_6d696772;
    private static readonly TimeSpan CreationPoll = TimeSpan.FromMilliseconds(15);

    // Format 2 added the tables of backfills; where they are missing, the statements run again and add them.
    private const string StateSql = """
        SELECT to_regclass('migrator.format') IS NOT NULL AND to_regclass('migrator.undo') IS NOT NULL,
               to_regclass('public.migrations') IS NOT NULL,
               (SELECT count(*) FROM pg_attribute
                WHERE attrelid = to_regclass('public.migrations') AND attname IN ('version', 'checksum', 'status', 'run_id')) = 4
        """;

    /// <summary>True when the tables are there, in the newest format.</summary>
    /// <exception cref="RefusedException">A table <c>public.migrations</c> exists that is not the engine's.</exception>
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(StateSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetBoolean(1) && !reader.GetBoolean(2))
            throw new RefusedException([ForeignTable]);
        return reader.GetBoolean(0);
    }

    /// <summary>Creates the tables. Processes that start together wait for one another by polling, for a waiter blocked in
    /// the server would hold up concurrent index builds.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!await TryCreateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(CreationPoll, time, cancellationToken).ConfigureAwait(false);
            if (await ExistsAsync(connection, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private static async Task<bool> TryCreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var tryLock = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new() { Value = CreationLock } },
        };
        if (await tryLock.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            return false;

        // Whatever is committed under these tables takes them to the disk.
        await using var create = new NpgsqlBatch(connection, transaction) { BatchCommands = { new("SET LOCAL synchronous_commit = off") } };
        foreach (var statement in Statements())
            create.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static IEnumerable<string> Statements()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("bookkeeping.sql")!;
        using var reader = new StreamReader(stream);
        return StatementSplitter.Split(reader.ReadToEnd(), out _).Select(statement => statement.Text);
    }

    private static Refusal ForeignTable { get; } = new(
        RefusalKind.ForeignTable, null,
        "A table public.migrations exists in this database that this engine did not make.",
        "Another tool may keep its history there: rename that table (ALTER TABLE public.migrations RENAME TO …), then adopt the existing schema with 'lms baseline'.");
}
