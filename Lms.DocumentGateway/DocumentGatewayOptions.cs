namespace Lms.DocumentGateway;

/// <summary>Where a gateway listens, what stands behind it, and its bounds.</summary>
public sealed record DocumentGatewayOptions
{
    /// <summary>Npgsql keyword string to the PostgreSQL database that has the DocumentDB extension.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>TCP port on the loopback address, 1–65535; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>What the gateway's sessions call themselves on the PostgreSQL server.</summary>
    public string ApplicationName { get; init; } = "lms document gateway";

    /// <summary>Connections of clients at one time; one more is closed at once.</summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>Sessions of the PostgreSQL server for commands that stand alone and for cursors; further commands wait for one.</summary>
    public int MaxServerSessions { get; init; } = 64;

    /// <summary>Cursors at one time that keep a session of the PostgreSQL server; beyond it the one that was not read for the longest time ends.
    /// Less than <see cref="MaxServerSessions"/>.</summary>
    public int MaxHeldCursors { get; init; } = 32;

    /// <summary>Transactions at one time, each of which keeps a session of the PostgreSQL server; one more waits, 15 s at most.</summary>
    public int MaxTransactions { get; init; } = 32;

    /// <summary>How long a transaction may stay open, as MongoDB's <c>transactionLifetimeLimitSeconds</c>; then it is rolled back.</summary>
    public TimeSpan TransactionLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait of a command in a transaction for a document that another one holds; beyond it LockTimeout (24).</summary>
    /// <remarks>MongoDB does not wait at all; PostgreSQL finds out only at the other's end whether there is a conflict.</remarks>
    public TimeSpan TransactionLockTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a cursor lives unread, as MongoDB's <c>cursorTimeoutMillis</c>.</summary>
    public TimeSpan CursorTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a session lives unused; what it remembers of its last write goes with it.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a client may take over the next bytes of a message that it has begun, or over taking in those of a reply.</summary>
    public TimeSpan ClientPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long commands that run may go on when the gateway is stopped.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);
}
