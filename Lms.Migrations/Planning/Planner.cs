using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;

namespace Lms.Migrations.Planning;

/// <summary>Decides what a run would do, and whether it may.</summary>
internal sealed class Planner(string database, MigrationRunnerOptions options)
{
    /// <summary>Plans the pending migrations up to the version asked for.</summary>
    /// <exception cref="RequestException">The catalog has no such version.</exception>
    public MigrationPlan Plan(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, MigrateRequest request)
    {
        RequireKnown(catalog, request.To);
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
            if (migration.Up.Options.RequiresWindow)
                refusals.Add(Guards.WindowRequired(migration));
            steps.Add(Step(migration, Direction.Up, migration.Up.Options));
        }

        return new MigrationPlan(database, Direction.Up, steps, refusals);
    }

    /// <summary>Plans a rollback, newest first.</summary>
    /// <exception cref="RequestException">The version to go back to is not applied, or the number of steps is below 1.</exception>
    public MigrationPlan Plan(MigrationCatalog catalog, IReadOnlyList<HistoryEntry> entries, RollbackRequest request)
    {
        var undoable = entries.Where(entry => MayHaveLeftSomething(catalog, entry)).OrderByDescending(entry => entry.Version).ToList();
        var steps = new List<PlannedStep>();
        var refusals = new List<Refusal>();
        foreach (var entry in Select(undoable, request))
        {
            var migration = catalog.Find(entry.Version);
            if (Guards.Rollback(migration, entry) is { } refusal)
                refusals.Add(refusal);
            if (migration?.Down is not { } down)
                continue;

            if (down.Options.RequiresWindow)
                refusals.Add(Guards.WindowRequired(migration));
            steps.Add(Step(migration, Direction.Down, down.Options));
        }

        return new MigrationPlan(database, Direction.Down, steps, refusals);
    }

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

    private PlannedStep Step(Migration migration, Direction direction, SectionOptions section) => new(
        migration,
        direction,
        section.LockTimeout ?? options.LockTimeout,
        section.LockTimeout ?? options.ConcurrentLockTimeout,
        section.StatementTimeout ?? options.StatementTimeout);
}
