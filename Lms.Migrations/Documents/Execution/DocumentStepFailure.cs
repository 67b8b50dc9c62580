using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Tells which command of which file failed, and why.</summary>
internal static class DocumentStepFailure
{
    /// <param name="step">The step that ran.</param>
    /// <param name="refusal">What the server said.</param>
    /// <param name="statement">Of which statement.</param>
    /// <param name="number">Its 1-based number in its section; null for a check.</param>
    public static StepFailedException Of(PlannedStep step, DocumentCommandException refusal, Statement statement, int? number) =>
        new(step, Describe(refusal), refusal)
        {
            Fault = Fault(statement, number),
            WayOut = Remains(step),
        };

    /// <summary>It lost against others in every attempt.</summary>
    public static StepFailedException OfContention(
        PlannedStep step, DocumentCommandException refusal, Statement statement, int number, int attempts, IReadOnlyList<Blocker> holders)
    {
        var held = holders.Count == 0 ? "" : $"; held by {string.Join("; ", holders)}";
        return new(step, $"{Describe(refusal)}, {attempts} attempts in a row{held}", refusal)
        {
            Fault = Fault(statement, number),
            Blockers = holders,
            WayOut = "Run again when the collection is less busy, or end the sessions that hold it.",
        };
    }

    public static StepFailedException OfHistory(PlannedStep step, DocumentCommandException refusal) =>
        new(step, $"the history could not be written: {Describe(refusal)}", refusal) { WayOut = Remains(step) };

    public static StatementFault Fault(Statement statement, int? number) => new() { Line = statement.Line, Text = statement.Text, Number = number };

    /// <summary>What is left in the database of a step that failed.</summary>
    public static string Remains(PlannedStep step) =>
        $"{step.Migration.Id} runs command by command: what stands before the failed one was done and remains. "
        + "Correct the cause and run again; it begins anew with its first command.";

    private static string Describe(DocumentCommandException refusal) =>
        $"{refusal.Message.TrimEnd('.')} (MongoDB {refusal.Code} {refusal.CodeName})";
}
