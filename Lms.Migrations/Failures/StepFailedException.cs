using Lms.Migrations.Planning;

namespace Lms.Migrations.Failures;

/// <summary>A migration failed. What of it remains is told by <see cref="MigrationException.WayOut"/>: of a transactional one, nothing.</summary>
public sealed class StepFailedException(PlannedStep step, string message, Exception? innerException = null)
    : StatementFailedException(step.Migration.File, message, innerException)
{
    /// <summary>The step that failed.</summary>
    public PlannedStep Step { get; } = step;

    /// <summary>Who blocked it, when it failed for want of a lock.</summary>
    public IReadOnlyList<Blocker> Blockers { get; init; } = [];
}
