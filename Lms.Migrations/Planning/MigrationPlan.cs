using Lms.Migrations.Catalog;

namespace Lms.Migrations.Planning;

/// <summary>Which way a migration runs.</summary>
public enum Direction
{
    /// <summary>Apply.</summary>
    Up,

    /// <summary>Undo.</summary>
    Down,
}

/// <summary>One migration in one direction, with the bounds it runs under.</summary>
/// <param name="Migration">What runs.</param>
/// <param name="Direction">Which section of it.</param>
/// <param name="LockTimeout">Longest wait for one lock.</param>
/// <param name="ConcurrentLockTimeout">The same for statements with CONCURRENTLY, which hold up nobody while they wait.</param>
/// <param name="StatementTimeout">Longest time for one statement; zero for no bound.</param>
public sealed record PlannedStep(
    Migration Migration, Direction Direction, TimeSpan LockTimeout, TimeSpan ConcurrentLockTimeout, TimeSpan StatementTimeout)
{
    /// <summary>The section that runs.</summary>
    /// <exception cref="InvalidOperationException">An irreversible migration is asked for its down section.</exception>
    public MigrationSection Section => Direction == Direction.Up
        ? Migration.Up
        : Migration.Down ?? throw new InvalidOperationException($"{Migration} has no down section.");
}

/// <summary>Why a guard forbids a run.</summary>
public enum RefusalKind
{
    /// <summary>An applied migration's file was changed afterwards.</summary>
    Drift,

    /// <summary>A pending migration is older than the newest applied one.</summary>
    OutOfOrder,

    /// <summary>A migration in the way of the rollback has no down section.</summary>
    Irreversible,

    /// <summary>A migration in the way of the rollback is no longer in the catalog.</summary>
    Missing,

    /// <summary>A table of that name exists that is not the engine's.</summary>
    ForeignTable,

    /// <summary>A step may only run in a maintenance window and none is known to be open.</summary>
    Window,
}

/// <summary>One reason not to run, with the way out.</summary>
/// <param name="Kind">Which guard.</param>
/// <param name="Version">The migration concerned; null when it is none in particular.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="WayOut">What the operator can do.</param>
public sealed record Refusal(RefusalKind Kind, MigrationVersion? Version, string Message, string WayOut);

/// <summary>What a run would do, decided before it does anything.</summary>
/// <param name="Database">The target's name.</param>
/// <param name="Direction">Apply or undo.</param>
/// <param name="Steps">In order of execution.</param>
/// <param name="Refusals">Why it may not run; empty when it may.</param>
public sealed record MigrationPlan(
    string Database,
    Direction Direction,
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<Refusal> Refusals);
