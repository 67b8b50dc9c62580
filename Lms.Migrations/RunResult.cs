using Lms.Migrations.Planning;

namespace Lms.Migrations;

/// <summary>How a run ended that ended well.</summary>
/// <param name="RunId">Finds its events in the history.</param>
/// <param name="Database">The target's name.</param>
/// <param name="Direction">Applied or undone.</param>
/// <param name="Steps">What was done, in order; empty when there was nothing to do.</param>
/// <param name="Duration">From the request to the end, waiting included.</param>
public sealed record RunResult(
    Guid RunId, string Database, Direction Direction, IReadOnlyList<StepResult> Steps, TimeSpan Duration);

/// <summary>One migration that was applied or undone.</summary>
public sealed record StepResult(PlannedStep Step, TimeSpan Duration);
