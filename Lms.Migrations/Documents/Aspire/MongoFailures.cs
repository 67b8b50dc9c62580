using System.Net.Sockets;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using MongoDB.Driver;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Turns what the driver throws into what the engine knows.</summary>
internal static class MongoFailures
{
    private const int NotNamed = 0;

    /// <summary>The server's refusal of a command; null when it is none, or says nothing about the command.</summary>
    public static DocumentCommandException? Translate(Exception exception) => exception switch
    {
        MongoExecutionTimeoutException timeout => new DocumentCommandException(MongoError.MaxTimeExpired, timeout.Message, timeout),
        MongoCommandException { Code: not NotNamed } refusal when !IsServerGoing(refusal.Code) =>
            new DocumentCommandException(refusal.Code, MessageOf(refusal), refusal),
        MongoCommandException { Code: NotNamed } refusal => new DocumentCommandException(MongoError.UnknownError, MessageOf(refusal), refusal),
        _ => null,
    };

    /// <summary>Explains a failure to open; null when the exception is none of the driver's.</summary>
    public static MigrationException? ExplainOpening(Exception exception, string address) => exception switch
    {
        MongoAuthenticationException => Unavailable(
            UnavailableCause.AuthenticationFailed, $"The MongoDB server at {address} refuses the login: {Innermost(exception)}.",
            "Check user, password and authSource in the connection string.", exception),
        // The driver goes on looking for a server that lets it in, and ends with the reasons of its last attempts.
        TimeoutException when exception.Message.Contains("authenticate", StringComparison.OrdinalIgnoreCase) => Unavailable(
            UnavailableCause.AuthenticationFailed, $"The MongoDB server at {address} refuses the login.",
            "Check user, password and authSource in the connection string.", exception),
        TimeoutException or MongoConnectionException or SocketException => Unavailable(
            UnavailableCause.Unreachable, $"No MongoDB that can be written to answers at {address}: {Reason(exception)}.",
            "Check that the server runs, that it has a primary, and that host, port and replicaSet are right.", exception),
        MongoIncompatibleDriverException => Unavailable(
            UnavailableCause.NotAccepting, $"The MongoDB server at {address} cannot be used: {Innermost(exception)}.", "Use MongoDB 4.4 or later.", exception),
        _ => ExplainRunning(exception, address),
    };

    /// <summary>Explains a failure in the middle of a run; null when it is none of the driver's.</summary>
    public static MigrationException? ExplainRunning(Exception exception, string address) => exception switch
    {
        MongoCommandException { Code: MongoError.Unauthorized } refusal => Unavailable(
            UnavailableCause.RightsMissing, $"The user may not do what is needed at {address}: {MessageOf(refusal)}.",
            "Grant it readWrite and dbAdmin on the database.", exception),
        MongoCommandException refusal when IsServerGoing(refusal.Code) => Lost(exception, address),
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoConnectionPoolPausedException
            or TimeoutException or SocketException or IOException => Lost(exception, address),
        MongoException => Unavailable(
            UnavailableCause.NotAccepting, $"The MongoDB server at {address} cannot be used: {Innermost(exception)}.", "Look at the server's log, and run again.", exception),
        _ => null,
    };

    /// <summary>Whether the connection, or the server at its end, was lost.</summary>
    public static bool IsLost(Exception exception) => exception is MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException
        || exception is MongoCommandException refusal && IsServerGoing(refusal.Code);

    /// <summary>Host unreachable, shutting down, not primary, recovering: what was asked says nothing about it.</summary>
    private static bool IsServerGoing(int code) => code is 6 or 7 or 89 or 91 or 189 or 10107 or 11600 or 11602 or 13435 or 13436;

    private static DatabaseUnavailableException Lost(Exception exception, string address) => Unavailable(
        UnavailableCause.ConnectionLost, $"The connection to {address} broke in the middle of the run: {Reason(exception)}.",
        "Run again: what was committed is recorded, what was not is rolled back by the server.", exception);

    private static DatabaseUnavailableException Unavailable(UnavailableCause cause, string message, string wayOut, Exception inner) =>
        new(cause, message, inner) { WayOut = wayOut };

    private static string MessageOf(MongoCommandException refusal) => (refusal.ErrorMessage ?? refusal.Message).TrimEnd('.');

    // When no server is found the driver tells all that it knows of the cluster, on a page; the reason is the first line of a stack trace within.
    private static string Reason(Exception exception)
    {
        var text = Innermost(exception);
        const string Mark = "SocketException";
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return text.Length <= 200 ? text : "no server was found in time";
        var end = text.IndexOf('\n', at);
        var line = end < 0 ? text[at..] : text[at..end];
        return line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim().TrimEnd('.');
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message.TrimEnd('.');
    }
}
