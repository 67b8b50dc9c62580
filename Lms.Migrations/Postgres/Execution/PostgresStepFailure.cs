using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Tells which statement of which file failed, and why.</summary>
internal static class PostgresStepFailure
{
    /// <summary>Explains an error of the server; null when it has nothing to do with the migration: a lost lease, a server going
    /// down, rights that the engine itself lacks.</summary>
    /// <param name="step">The step that ran.</param>
    /// <param name="exception">What the server said.</param>
    /// <param name="statement">The statement it was said of; null when it was one of our own.</param>
    /// <param name="atCommit">Whether it was said at commit, where deferred constraints are checked.</param>
    /// <param name="endedTransaction">Whether a transaction that the migration itself had begun ended with it.</param>
    public static StepFailedException? Explain(
        PlannedStep step, PostgresException exception, Statement? statement, bool atCommit = false, bool endedTransaction = false)
    {
        var isOwn = statement is null && !atCommit;
        if (PostgresFailures.IsServerGoing(exception) || (isOwn && exception.SqlState == PostgresErrorCodes.InsufficientPrivilege))
            return null;

        var message = isOwn ? $"the history could not be written: {exception.MessageText}" : Message(exception, atCommit);
        return new StepFailedException(step, message, exception)
        {
            Fault = PostgresStatementFault.Of(exception, statement, statement is null ? null : NumberOf(step, statement)),
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
