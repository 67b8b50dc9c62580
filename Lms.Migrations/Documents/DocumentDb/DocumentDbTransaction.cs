using System.Runtime.CompilerServices;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>A transaction on a connection of its own.</summary>
internal sealed class DocumentDbTransaction : IDocumentTransaction
{
    // A client that is stopped between two commands would hold its documents, and the lease's, until it goes on. MongoDB ends such a
    // transaction too, after a minute.
    private const string BoundsSql = """
        SELECT CASE WHEN $1 IS NOT NULL THEN set_config('statement_timeout', $1, true) END,
               CASE WHEN $2 IS NOT NULL THEN set_config('lock_timeout', $2, true) END,
               set_config('idle_in_transaction_session_timeout', '10s', true)
        """;

    private readonly NpgsqlConnection connection;
    private readonly DocumentDbConnection commands;
    private readonly TimeSpan cleanupTimeout;
    private readonly TimeProvider time;
    private bool ended;

    // As in MongoDB, a transaction with a failed write can only be aborted.
    private bool failed;

    private DocumentDbTransaction(NpgsqlConnection connection, string database, TimeSpan cleanupTimeout, TimeProvider time)
    {
        this.connection = connection;
        this.cleanupTimeout = cleanupTimeout;
        this.time = time;
        commands = new DocumentDbConnection(connection, database);
    }

    public static async Task<DocumentDbTransaction> BeginAsync(
        NpgsqlDataSource source, string database, TransactionBounds bounds, TimeSpan cleanupTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await BeginAsync(opened, "REPEATABLE READ", bounds, cancellationToken).ConfigureAwait(false);
            return new DocumentDbTransaction(opened, database, cleanupTimeout, time);
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Begins a transaction on a connection and bounds it.</summary>
    public static async Task BeginAsync(NpgsqlConnection on, string isolation, TransactionBounds bounds, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(on)
        {
            BatchCommands =
            {
                new($"BEGIN ISOLATION LEVEL {isolation}"),
                new(BoundsSql) { Parameters = { Milliseconds(bounds.Statement), Milliseconds(bounds.Lock) } },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        RequireSound();
        try
        {
            var reply = await commands.RunAsync(command, inTransaction: true, cancellationToken).ConfigureAwait(false);
            failed = reply.Contains("\"writeErrors\"", StringComparison.Ordinal) && EjsonElement.Parse(reply).Field("writeErrors") is not null;
            return reply;
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public async IAsyncEnumerable<string> ReadAsync(string command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireSound();
        await foreach (var document in commands.ReadAsync(command, inTransaction: true, cancellationToken).ConfigureAwait(false))
            yield return document;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        RequireSound();
        try
        {
            await commands.ExecuteAsync("COMMIT", cancellationToken).ConfigureAwait(false);
            ended = true;
        }
        catch (PostgresException exception) when (DocumentDbFailures.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!ended && connection.FullState == System.Data.ConnectionState.Open)
            await RollBackAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private void RequireSound()
    {
        if (ended || failed)
            throw new DocumentCommandException(MongoError.NoSuchTransaction, "The transaction has ended: it was committed, or a command of it failed.");
    }

    private async Task RollBackAsync()
    {
        using var grace = new CancellationTokenSource(cleanupTimeout, time);
        try
        {
            await commands.ExecuteAsync("ROLLBACK", grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // The connection is broken; the server rolls back by itself. The failure that led here is the one to report.
        }
    }

    private static NpgsqlParameter Milliseconds(TimeSpan? bound) =>
        PostgresParameter.Text(bound is { } limit ? Math.Max(1, Math.Ceiling(limit.TotalMilliseconds)).ToString("0") : null);
}
