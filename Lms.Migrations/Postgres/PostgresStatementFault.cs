using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Reads from the server's error which line of the file it is about, and what else it says.</summary>
internal static class PostgresStatementFault
{
    /// <param name="exception">What the server said.</param>
    /// <param name="statement">The statement it was said of; null when it was said at the commit.</param>
    /// <param name="number">The statement's 1-based number in its section, where that has a meaning.</param>
    public static StatementFault Of(PostgresException exception, Statement? statement, int? number = null) => new()
    {
        Line = statement is null ? null : LineOf(statement, exception.Position),
        Text = statement?.Text,
        Number = number,
        SqlState = exception.SqlState,
        Detail = exception.Detail,
        Hint = exception.Hint,
        Constraint = exception.ConstraintName,
        Table = exception.TableName is { } table ? $"{exception.SchemaName}.{table}" : null,
    };

    // The server counts characters from 1 within the statement; 0 says that it does not know.
    private static int LineOf(Statement statement, int position)
    {
        var offset = Math.Clamp(position - 1, 0, statement.Text.Length);
        return statement.Line + statement.Text.AsSpan(0, offset).Count('\n');
    }
}
