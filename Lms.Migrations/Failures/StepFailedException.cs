using Lms.Migrations.Planning;

namespace Lms.Migrations.Failures;

/// <summary>A migration failed. What of it remains is told by <see cref="MigrationException.WayOut"/>: of a transactional one, nothing.</summary>
public sealed class StepFailedException(PlannedStep step, string message, Exception? innerException = null)
    : StatementFailedException(step.Migration.File, message, innerException)
{
    /// <summary>The step that failed.</summary>
    public PlannedStep Step { get; } = step;

    /// <summary>True when it took a transaction with it that the migration itself had begun, so that the statement alone cannot be repeated.</summary>
    internal bool EndedTransaction { get; init; }

    /// <summary>True when it failed before it had changed anything, so that the state stays what it was.</summary>
    internal bool ChangedNothing { get; init; }

    /// <summary>Who blocked it, when it failed for want of a lock.</summary>
    public IReadOnlyList<Blocker> Blockers { get; init; } = [];
}
