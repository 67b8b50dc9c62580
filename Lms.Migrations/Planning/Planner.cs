using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Planning;

/// <summary>Decides what a run would do, and whether it may.</summary>
/// <param name="database">The target's name.</param>
/// <param name="options">Bounds for its steps.</param>
/// <param name="gate">Whether it may be changed now; null where no windows are known.</param>
internal sealed class Planner(string database, MigrationRunnerOptions options, IChangeGate? gate)
{
    /// <summary>Plans the pending migrations up to the version asked for.</summary>
    /// <exception cref="RequestException">The catalog has no such version.</exception>
    public MigrationPlan Plan(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, MigrateRequest request)
    {
        RequireKnown(catalog, request.To);
        var (steps, refusals) = FindPending(catalog, entries, request);
        return Compose(Direction.Up, steps, refusals) with { AllowsOutOfOrder = request.AllowOutOfOrder };
    }

    private (List<PlannedStep> Steps, List<Refusal> Refusals) FindPending(
        MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, MigrateRequest request)
    {
        var applied = entries.Where(entry => entry.Status == EntryStatus.Applied).ToDictionary(entry => entry.Version);
        var newest = StatusReport.NewestApplied(entries);
        var steps = new List<PlannedStep>();
        var refusals = new List<Refusal>();
        foreach (var migration in catalog.Migrations)
        {
            if (applied.TryGetValue(migration.Version, out var entry))
            {
                if (entry.Checksum != migration.Checksum)
                    refusals.Add(Guards.Drift(migration, entry));
                continue;
            }

            if (request.To is not null && migration.Version > request.To)
                continue;

            if (newest is not null && migration.Version < newest && !request.AllowOutOfOrder)
                refusals.Add(Guards.OutOfOrder(migration, newest.Value));
            steps.Add(PlannedStep.Of(migration, Direction.Up, options));
        }

        return (steps, refusals);
    }

    /// <summary>Plans a rollback, newest first.</summary>
    /// <exception cref="RequestException">The version to go back to is not applied, or the number of steps is below 1.</exception>
    public MigrationPlan Plan(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, RollbackRequest request) =>
        PlanUndoing(catalog, Select(Undoable(catalog, entries), request));

    /// <summary>Plans what was written down, and refuses when that is no longer what would run.</summary>
    /// <param name="catalog">The files as they are now.</param>
    /// <param name="entries">The history as it is now.</param>
    /// <param name="pinned">What was written down.</param>
    /// <param name="isContinued">Whether the run was at work on it before, so that some of it may be done.</param>
    public MigrationPlan Plan(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, PinnedPlan pinned, bool isContinued)
    {
        var plan = pinned.Direction == Direction.Up
            ? PlanApplying(catalog, entries, pinned)
            : PlanUndoing(catalog, Undoable(catalog, entries).Where(entry => pinned.Steps.Any(step => step.Version == entry.Version)));
        var differences = new PinnedPlanComparison(pinned, isContinued, catalog, Undoable(catalog, entries)).FindDifferences(plan);
        return plan with { Refusals = [.. plan.Refusals, .. differences] };
    }

    private MigrationPlan PlanApplying(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, PinnedPlan pinned)
    {
        var versions = pinned.Steps.Select(step => step.Version).ToHashSet();
        var (steps, refusals) = FindPending(catalog, entries, new MigrateRequest(AllowOutOfOrder: pinned.AllowsOutOfOrder));
        steps.RemoveAll(step => !versions.Contains(step.Migration.Version));
        // Guards of pending migrations that came later are the business of the run that will apply them.
        refusals.RemoveAll(refusal => refusal.Kind != RefusalKind.Drift && refusal.Version is { } version && !versions.Contains(version));
        return Compose(Direction.Up, steps, refusals) with { AllowsOutOfOrder = pinned.AllowsOutOfOrder };
    }

    private MigrationPlan PlanUndoing(MigrationCatalog catalog, IEnumerable<HistoryEntry> chosen)
    {
        var steps = new List<PlannedStep>();
        var refusals = new List<Refusal>();
        foreach (var entry in chosen)
        {
            var migration = catalog.Find(entry.Version);
            if (Guards.Rollback(migration, entry) is { } refusal)
                refusals.Add(refusal);
            if (migration?.Down is not null)
                steps.Add(PlannedStep.Of(migration, Direction.Down, options));
        }

        return Compose(Direction.Down, steps, refusals);
    }

    private MigrationPlan Compose(Direction direction, List<PlannedStep> steps, List<Refusal> refusals) =>
        new(database, direction, steps, [.. refusals, .. FindClosed(steps)]);

    /// <summary>Why these steps may not begin now.</summary>
    private IEnumerable<Refusal> FindClosed(List<PlannedStep> steps) => gate?.Look() switch
    {
        { IsOpen: false } closed when steps.Count > 0 => [Refusal.ForClosedWindow(database, closed)],
        { IsConfined: true } => [],
        _ => steps.Where(step => step.Section.Options.RequiresWindow).Select(step => Guards.WindowRequired(step.Migration, isKnown: gate is not null)),
    };

    /// <summary>What a rollback can take, newest first.</summary>
    private static List<HistoryEntry> Undoable(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries) =>
        [.. entries.Where(entry => MayHaveLeftSomething(catalog, entry)).OrderByDescending(entry => entry.Version)];

    // A transactional migration that failed left nothing; one that runs statement by statement may have left a part. What is
    // still marked as running belongs to a run that died, or to one whose end is waited for and planned after anew.
    private static bool MayHaveLeftSomething(MigrationCatalog catalog, HistoryEntry entry) => entry.Status switch
    {
        EntryStatus.Applied => true,
        EntryStatus.Failed or EntryStatus.Running => catalog.Find(entry.Version) is { Up.Options.Transaction: false } or { Down.Options.Transaction: false },
        _ => false,
    };

    private static IEnumerable<HistoryEntry> Select(List<HistoryEntry> undoable, RollbackRequest request)
    {
        switch (request)
        {
            case RollbackRequest.Last { Steps: < 1 } last:
                throw new RequestException($"{last.Steps} is not a number of migrations to undo; it must be at least 1.");
            case RollbackRequest.Last last:
                return undoable.Take(last.Steps);
            case RollbackRequest.DownTo target when undoable.All(entry => entry.Version != target.Version):
                throw new RequestException($"Version {target.Version} is not applied; 'lms status' shows which are.");
            case RollbackRequest.DownTo target:
                return undoable.TakeWhile(entry => entry.Version > target.Version);
            default:
                return undoable;
        }
    }

    private static void RequireKnown(MigrationCatalog catalog, MigrationVersion? version)
    {
        if (version is { } wanted && catalog.Find(wanted) is null)
            throw new RequestException($"The catalog '{catalog.Directory}' has no version {wanted}.");
    }
}
