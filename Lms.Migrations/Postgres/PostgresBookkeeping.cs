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

    // Format 2 added the tables of backfills; where they are missing, the statements run again and add them. Format 3 added the
    // indexes of the history.
    private const string StateSql = """
        SELECT to_regclass('migrator.format') IS NOT NULL AND to_regclass('migrator.undo') IS NOT NULL,
               to_regclass('public.migrations') IS NOT NULL,
               (SELECT count(*) FROM pg_attribute
                WHERE attrelid = to_regclass('public.migrations') AND attname IN ('version', 'checksum', 'status', 'run_id')) = 4,
               to_regclass('migrator.history_unsuccessful') IS NOT NULL
        """;

    /// <summary>What is there, in one round trip.</summary>
    /// <exception cref="RefusedException">A table <c>public.migrations</c> exists that is not the engine's.</exception>
    public static async Task<BookkeepingState> ReadStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(StateSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetBoolean(1) && !reader.GetBoolean(2))
            throw new RefusedException([ForeignTable]);
        return new BookkeepingState(HasTables: reader.GetBoolean(0), HasIndexes: reader.GetBoolean(3));
    }

    /// <summary>Creates the tables. Processes that start together wait for one another by polling, for a waiter blocked in
    /// the server would hold up concurrent index builds.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!await TryCreateAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(CreationPoll, time, cancellationToken).ConfigureAwait(false);
            if ((await ReadStateAsync(connection, cancellationToken).ConfigureAwait(false)).HasTables)
                return;
        }
    }

    /// <summary>Adds the indexes of the history: for the holder of the lease, beside whom only operators append to it, and they wait
    /// for a moment.</summary>
    /// <remarks>Without them the history tells the same, only slower. Where its lock is not granted in time, or the tables belong to another
    /// role, they are left to a later run.</remarks>
    public static async Task AddIndexesAsync(NpgsqlConnection connection, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var add = new NpgsqlBatch(connection, transaction) { BatchCommands = { Bound(lockTimeout) } };
        foreach (var statement in Statements("history-indexes.sql"))
            add.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        try
        {
            await add.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // As the remarks say. The transaction is rolled back as it is left.
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
        foreach (var statement in Statements("bookkeeping.sql"))
            create.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static NpgsqlBatchCommand Bound(TimeSpan lockTimeout) =>
        new("SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', '0', true), set_config('synchronous_commit', 'off', true)")
        {
            Parameters = { PostgresParameter.Text($"{lockTimeout.TotalMilliseconds:0}") },
        };

    private static IEnumerable<string> Statements(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return StatementSplitter.Split(reader.ReadToEnd(), out _).Select(statement => statement.Text);
    }

    private static Refusal ForeignTable { get; } = new(
        RefusalKind.ForeignTable, null,
        "A table public.migrations exists in this database that this engine did not make.",
        "Another tool may keep its history there: rename that table (ALTER TABLE public.migrations RENAME TO …), then adopt the existing schema with 'lms baseline'.");
}

/// <summary>Which of the engine's own tables a database has.</summary>
/// <param name="HasTables">All of them, in the form that the engine needs.</param>
/// <param name="HasIndexes">Those of the history, which it can do without.</param>
internal sealed record BookkeepingState(bool HasTables, bool HasIndexes);
