using Lms.Migrations.Catalog;
using Lms.Migrations.Windows;

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
    /// <summary>A migration in one direction, with the bounds that its marker asks for, else those of the options.</summary>
    /// <exception cref="InvalidOperationException">An irreversible migration is asked for its down section.</exception>
    public static PlannedStep Of(Migration migration, Direction direction, MigrationRunnerOptions options)
    {
        var section = new PlannedStep(migration, direction, default, default, default).Section.Options;
        return new PlannedStep(
            migration,
            direction,
            section.LockTimeout ?? options.LockTimeout,
            section.LockTimeout ?? options.ConcurrentLockTimeout,
            section.StatementTimeout ?? options.StatementTimeout);
    }

    /// <summary>The section that runs.</summary>
    /// <exception cref="InvalidOperationException">An irreversible migration is asked for its down section.</exception>
    public MigrationSection Section => Direction == Direction.Up
        ? Migration.Up
        : Migration.Down ?? throw new InvalidOperationException($"{Migration} has no down section.");

    /// <summary>SHA-256 of all that the file says about this step, 64 lower-case hex digits.</summary>
    /// <remarks>Wider than the checksum, which is about what was applied: down sections, checks and the marker's options count as well.
    /// Like the checksum it leaves out the size of a backfill's batches, which may be changed in the middle.</remarks>
    public string Fingerprint => StepFingerprint.Of(this);
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

    /// <summary>What would run is no longer what was written down, and perhaps approved.</summary>
    PlanChanged,
}

/// <summary>One reason not to run, with the way out.</summary>
/// <param name="Kind">Which guard.</param>
/// <param name="Version">The migration concerned; null when it is none in particular.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="WayOut">What the operator can do.</param>
public sealed record Refusal(RefusalKind Kind, MigrationVersion? Version, string Message, string WayOut)
{
    /// <summary>For a closed window: when it opens; null when that is not known.</summary>
    public DateTimeOffset? NextOpening { get; init; }

    /// <summary>No change of the database may begin now.</summary>
    public static Refusal ForClosedWindow(string database, WindowState closed) => new(
        RefusalKind.Window,
        null,
        $"{database} may not be changed now: {closed.Reason}.",
        "Ask for the next window with '--when window'; or, in an emergency, run it now with --override-window and a reason.")
    {
        NextOpening = closed.NextOpening,
    };
}

/// <summary>What a run would do, decided before it does anything.</summary>
/// <param name="Database">The target's name.</param>
/// <param name="Direction">Apply or undo.</param>
/// <param name="Steps">In order of execution.</param>
/// <param name="Refusals">Why it may not run; empty when it may.</param>
public sealed record MigrationPlan(
    string Database,
    Direction Direction,
    IReadOnlyList<PlannedStep> Steps,
    IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Whether pending migrations that are older than the newest applied one are among the steps on purpose.</summary>
    public bool AllowsOutOfOrder { get; init; }

    /// <summary>The steps written down, to be run later exactly as they are now.</summary>
    /// <remarks>Refusals are not: a migration that cannot be undone is not among the steps of a rollback, and so not among those written
    /// down. Who means to run it looks at them first.</remarks>
    public PinnedPlan Pin() =>
        new(Database, Direction, AllowsOutOfOrder, [.. Steps.Select(step => new PinnedStep(step.Migration.Version, step.Migration.Name, step.Fingerprint))]);
}
