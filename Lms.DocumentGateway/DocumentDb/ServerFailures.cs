using Lms.DocumentDb;
using Lms.DocumentGateway.Commands;
using Npgsql;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>Turns what PostgreSQL and DocumentDB say into what MongoDB would say.</summary>
internal static class ServerFailures
{
    /// <summary>Null for what is no failure of the server below.</summary>
    public static CommandException? Translate(Exception exception) => exception switch
    {
        PostgresException refusal when IsServerGoing(refusal) =>
            new(MongoError.ShutdownInProgress, "PostgreSQL is shutting down.", innerException: refusal),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refusal =>
            new(MongoError.Unauthorized, refusal.MessageText, innerException: refusal),
        PostgresException refusal => new(DocumentDbErrorCodes.Of(refusal.SqlState), MessageOf(refusal), innerException: refusal),
        NpgsqlException { InnerException: TimeoutException } busy =>
            new(MongoError.ExceededTimeLimit, "All sessions of the PostgreSQL server are in use.", innerException: busy),
        NpgsqlException broken =>
            new(MongoError.HostUnreachable, $"PostgreSQL does not answer: {broken.Message}", innerException: broken),
        _ => null,
    };

    /// <summary>Whether the session that it happened in is of no use any more.</summary>
    public static bool IsBroken(NpgsqlException exception) =>
        exception is PostgresException refusal ? IsServerGoing(refusal) : exception.InnerException is not TimeoutException;

    private static bool IsServerGoing(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    private static string MessageOf(PostgresException exception) =>
        exception.Detail is { Length: > 0 and < 500 } more ? $"{exception.MessageText} ({more.TrimEnd('.')})" : exception.MessageText;
}
