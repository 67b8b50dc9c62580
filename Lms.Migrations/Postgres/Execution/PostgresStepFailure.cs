using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Tells which statement of which file failed, and why.</summary>
internal static class PostgresStepFailure
{
    /// <summary>Explains an error of the server; null when it is not the migration's fault: a lost lease, a server going down.</summary>
    /// <param name="step">The step that ran.</param>
    /// <param name="exception">What the server said.</param>
    /// <param name="statement">The statement it was said of; null when it was one of our own.</param>
    /// <param name="atCommit">Whether it was said at commit, where deferred constraints are checked.</param>
    /// <param name="endedTransaction">Whether a transaction that the migration itself had begun ended with it.</param>
    public static StepFailedException? Explain(
        PlannedStep step, PostgresException exception, Statement? statement, bool atCommit = false, bool endedTransaction = false)
    {
        if ((statement is null && !atCommit) || PostgresFailures.IsServerGoing(exception))
            return null;

        return new StepFailedException(step, Message(exception, atCommit), exception)
        {
            Line = statement is null ? null : LineOf(statement, exception),
            StatementText = statement?.Text,
            StatementNumber = statement is null ? null : NumberOf(step, statement),
            SqlState = exception.SqlState,
            Detail = exception.Detail,
            Hint = exception.Hint,
            Constraint = exception.ConstraintName,
            Table = exception.TableName is { } table ? $"{exception.SchemaName}.{table}" : null,
            EndedTransaction = endedTransaction,
            WayOut = Remains(step),
        };
    }

    /// <summary>What is left in the database of a step that failed.</summary>
    public static string Remains(PlannedStep step) => step switch
    {
        { Section.Options.Transaction: true } => $"Nothing of {step.Migration.Id} remains. Correct the file and run again.",
        _ => $"{step.Migration.Id} runs statement by statement: what stands before the failed statement was done and remains. "
            + "Correct the cause and run again; it begins anew with its first statement.",
    };

    private static string Message(PostgresException exception, bool atCommit)
    {
        var cause = exception.SqlState == PostgresErrorCodes.QueryCanceled
            ? $"{exception.MessageText} (statement_timeout)"
            : exception.MessageText;
        return atCommit ? $"{cause} (at commit, where deferred constraints are checked)" : cause;
    }

    // The server counts characters from 1 within the statement.
    private static int LineOf(Statement statement, PostgresException exception)
    {
        var offset = Math.Clamp(exception.Position - 1, 0, statement.Text.Length);
        return statement.Line + statement.Text.AsSpan(0, offset).Count('\n');
    }

    private static int? NumberOf(PlannedStep step, Statement statement)
    {
        var statements = step.Section.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            if (ReferenceEquals(statements[i], statement))
                return i + 1;
        }

        return null;
    }
}
