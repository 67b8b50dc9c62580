using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Turns what PostgreSQL and DocumentDB say into what MongoDB would say.</summary>
internal static class DocumentDbFailures
{
    /// <summary>The server's refusal of a command by MongoDB's number; null when it says nothing about the command: the server goes
    /// down, the login or a right is missing.</summary>
    public static DocumentCommandException? Translate(PostgresException exception)
    {
        if (IsAboutConnection(exception))
            return null;

        var code = DocumentDbErrorCodes.Of(exception.SqlState);
        var detail = exception.Detail is { Length: > 0 and < 500 } more ? $" ({more.TrimEnd('.')})" : "";
        return new DocumentCommandException(code, exception.MessageText + detail, exception);
    }

    public static DatabaseUnavailableException ExtensionMissing(DocumentConnectionString target) => new(
        UnavailableCause.DatabaseMissing,
        $"The database '{target.Settings.Database}' of the PostgreSQL server {target.Settings.Host}:{target.Settings.Port} has no DocumentDB extension.")
    {
        WayOut = "Create it there with CREATE EXTENSION documentdb CASCADE, or name the database that has it: "
            + "documentdb://user:password@host:5432/name?database=….",
    };

    /// <inheritdoc cref="PostgresFailures.ExplainOpening"/>
    public static MigrationException? ExplainOpening(Exception exception, string address) =>
        ExplainRights(exception, address) ?? PostgresFailures.ExplainOpening(exception, address);

    /// <inheritdoc cref="PostgresFailures.ExplainRunning"/>
    public static MigrationException? ExplainRunning(Exception exception, string address) =>
        ExplainRights(exception, address) ?? PostgresFailures.ExplainRunning(exception, address);

    private static DatabaseUnavailableException? ExplainRights(Exception exception, string address) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied
            ? new(UnavailableCause.RightsMissing, $"The role may not do what is needed at {address}: {denied.MessageText}.", denied)
            {
                WayOut = "Grant it DocumentDB's own role: GRANT documentdb_admin_role TO ….",
            }
            : null;

    private static bool IsAboutConnection(PostgresException exception) =>
        PostgresFailures.IsServerGoing(exception) || exception.SqlState is
            PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.TooManyConnections
            or "57P05" or "25P03" || exception.SqlState.StartsWith("08", StringComparison.Ordinal) || exception.SqlState.StartsWith("28", StringComparison.Ordinal);
}
