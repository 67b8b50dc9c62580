using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.DocumentDb;
using Npgsql;

namespace Lms.DocumentGateway.Sessions;

/// <summary>A transaction of several commands, on a session of the PostgreSQL server that it keeps until its end.</summary>
/// <remarks>For one caller at a time: whoever holds the gate of its <see cref="ClientSession"/>.</remarks>
#pragma warning disable CA1001 // What it has to give back it gives back at its end.
internal sealed class SessionTransaction
#pragma warning restore CA1001
{
    // The end of a transaction must not hang on a server that is gone.
    private static readonly TimeSpan RollbackTimeout = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection connection;
    private readonly CancellationTokenSource lifetime;
    private readonly TimeProvider time;
    private readonly HashSet<long> clients = [];

    private SessionTransaction(long number, NpgsqlConnection connection, TimeSpan lifetime, TimeProvider time)
    {
        Number = number;
        this.connection = connection;
        ServerProcess = connection.ProcessID;
        this.time = time;
        this.lifetime = new CancellationTokenSource(lifetime, time);
        Lifetime = this.lifetime.Token;
    }

    public long Number { get; }

    public TransactionState State { get; private set; } = TransactionState.Open;

    /// <summary>Cancelled when it has been open for as long as it may be.</summary>
    public CancellationToken Lifetime { get; }

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public NpgsqlConnection Connection =>
        State == TransactionState.Open ? connection : throw new InvalidOperationException("The transaction has ended.");

    /// <summary>The process of the PostgreSQL server that it lives in.</summary>
    public int ServerProcess { get; }

    /// <summary>What the client calls itself that its last command came from.</summary>
    public string Application { get; private set; } = "";

    public static async Task<SessionTransaction> BeginAsync(
        long number, ServerSessions sessions, TimeSpan lifetime, TimeProvider time, CancellationToken cancellationToken) =>
        new(number, await sessions.BeginAsync(cancellationToken).ConfigureAwait(false), lifetime, time);

    /// <summary>Notes a connection of the client over which a command of it came.</summary>
    public void CarriedBy(Client client)
    {
        Application = client.Application;
        lock (clients)
            clients.Add(client.Id);
    }

    /// <summary>Notes that a connection is closed.</summary>
    /// <returns>Whether it was the last one over which commands came: then nobody is left to go on.</returns>
    public bool IsLeftBy(long client)
    {
        lock (clients)
            return clients.Remove(client) && clients.Count == 0;
    }

    /// <summary>Whether no connection is left over which commands of it came.</summary>
    public bool IsLeft
    {
        get
        {
            lock (clients)
                return clients.Count == 0;
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StatementExecution.ExecuteAsync(connection, "COMMIT", cancellationToken).ConfigureAwait(false);
            State = TransactionState.Committed;
        }
        catch (PostgresException)
        {
            State = TransactionState.Aborted;
            throw;
        }
        catch
        {
            State = TransactionState.Unknown;
            throw;
        }
        finally
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Rolls back, unless it has ended.</summary>
    public async Task AbortAsync()
    {
        if (State != TransactionState.Open)
            return;

        State = TransactionState.Aborted;
        using var grace = new CancellationTokenSource(RollbackTimeout, time);
        try
        {
            await StatementExecution.ExecuteAsync(connection, "ROLLBACK", grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            // The session is broken; the server rolls back by itself.
        }
        finally
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task ReleaseAsync()
    {
        lifetime.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
