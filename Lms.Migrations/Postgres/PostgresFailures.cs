using System.Net.Sockets;
using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Turns what the driver throws into what an operator can act on.</summary>
internal static class PostgresFailures
{
    /// <summary>SQLSTATE of <c>migrator.assert_lease</c>.</summary>
    public const string LeaseNotHeld = "LM001";

    /// <summary>Explains a failure to open a session; null when the exception is none of the driver's.</summary>
    public static MigrationException? ExplainOpening(Exception exception, string address) => exception switch
    {
        PostgresException postgres => ExplainServer(postgres, address),
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } or TimeoutException or SocketException =>
            Unavailable(UnavailableCause.Unreachable, $"No PostgreSQL answers at {address}: {Innermost(exception)}.",
                "Check that the server runs and that host and port are right.", exception),
        NpgsqlException when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            Unavailable(UnavailableCause.AuthenticationFailed, $"The server at {address} asks for a password and none was given.",
                "Put the password into the connection string or into a password file.", exception),
        NpgsqlException => Unavailable(UnavailableCause.Unreachable, $"The server at {address} cannot be used: {Innermost(exception)}.",
            "Check the connection string.", exception),
        _ => null,
    };

    /// <summary>Explains a failure in the middle of a run; null when it is not about the connection, the lease or rights.</summary>
    public static MigrationException? ExplainRunning(Exception exception, string address) => exception switch
    {
        PostgresException { SqlState: LeaseNotHeld } postgres => new LeaseLostException(
            $"Another run took over: {postgres.MessageText}. What was not yet committed was rolled back.")
        {
            WayOut = "Look at 'lms history' for who took over, then run again.",
        },
        PostgresException { SqlState: "57P01" or "57P02" or "57P05" or "25P03" } or NpgsqlException { InnerException: SocketException or IOException or TimeoutException } =>
            Unavailable(UnavailableCause.ConnectionLost, $"The connection to {address} broke in the middle of the run.",
                "Run again: what was committed is recorded, what was not is rolled back by the server.", exception),
        PostgresException postgres => ExplainServer(postgres, address),
        NpgsqlException => Unavailable(UnavailableCause.ConnectionLost, $"The connection to {address} failed: {Innermost(exception)}.",
            "Run again: what was committed is recorded, what was not is rolled back by the server.", exception),
        _ => null,
    };

    /// <summary>True for errors that say nothing about the statement they were said of: the server goes down, or the lease is lost.</summary>
    public static bool IsServerGoing(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or LeaseNotHeld;

    private static DatabaseUnavailableException? ExplainServer(PostgresException exception, string address) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Unavailable(UnavailableCause.AuthenticationFailed, $"The server at {address} refuses the login: {exception.MessageText}.",
                "Check user and password in the connection string, and the server's pg_hba.conf.", exception),
        PostgresErrorCodes.InvalidCatalogName =>
            Unavailable(UnavailableCause.DatabaseMissing, $"The server at {address} has no such database: {exception.MessageText}.",
                "Create it with 'createdb', or correct the database name.", exception),
        PostgresErrorCodes.InsufficientPrivilege =>
            Unavailable(UnavailableCause.RightsMissing, $"The role may not do what is needed at {address}: {exception.MessageText}.",
                "Grant it CREATE on the database and on schema public: GRANT CREATE ON DATABASE … TO …; GRANT CREATE, USAGE ON SCHEMA public TO ….", exception),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            Unavailable(UnavailableCause.NotAccepting, $"The server at {address} is read-only: {exception.MessageText}.",
                "It is probably a standby; connect to the primary.", exception),
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown =>
            Unavailable(UnavailableCause.NotAccepting, $"The server at {address} takes no connection now: {exception.MessageText}.",
                "Wait until it is up, or free a connection, and run again.", exception),
        _ => null,
    };

    private static DatabaseUnavailableException Unavailable(UnavailableCause cause, string message, string wayOut, Exception inner) =>
        new(cause, message, inner) { WayOut = wayOut };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message.TrimEnd('.');
    }
}
