namespace Lms.Migrations.Failures;

/// <summary>Why a database cannot be used.</summary>
public enum UnavailableCause
{
    /// <summary>Nothing answers at that address.</summary>
    Unreachable,

    /// <summary>The server refuses the user or the password.</summary>
    AuthenticationFailed,

    /// <summary>The server has no database of that name.</summary>
    DatabaseMissing,

    /// <summary>The role may not do what the engine needs.</summary>
    RightsMissing,

    /// <summary>The server is starting, stopping, full or in recovery.</summary>
    NotAccepting,

    /// <summary>The connection broke in the middle of a run.</summary>
    ConnectionLost,
}

/// <summary>The database cannot be reached or used; the message names host, port and database, never the password.</summary>
public sealed class DatabaseUnavailableException(UnavailableCause cause, string message, Exception? innerException = null)
    : MigrationException(message, innerException)
{
    /// <summary>Which of the causes it is.</summary>
    public UnavailableCause Cause { get; } = cause;
}
