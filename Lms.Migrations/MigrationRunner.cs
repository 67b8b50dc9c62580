using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Observation;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Reading;

namespace Lms.Migrations;

/// <summary>Changes one database by its catalog. The main flow of the engine:
/// read catalog → open → acquire lease → reconcile history → plan → guard → execute each step → record → release.</summary>
/// <remarks>Any number of runners, in any number of processes, may work on the same database: one at a time changes it, the
/// others wait. A runner holds no connection between calls, unless it was given a <see cref="ReadingCache"/> to look with. Failures are <see cref="MigrationException"/>s.</remarks>
public sealed class MigrationRunner
{
    private readonly DatabaseAccess access;
    private readonly Planner planner;

    /// <param name="target">The database and its catalog.</param>
    /// <param name="options">Bounds and patience; null for the defaults.</param>
    /// <param name="context">Who asks and why; null for the operating system's user.</param>
    /// <param name="time">The clock for pauses and durations; null for the system's. History is dated by the server.</param>
    /// <param name="policy">Windows, hooks and notes of the host; null for none.</param>
    /// <param name="cache">What is kept between looks: plans, the status, the history; null to open and to read anew each time.</param>
    /// <exception cref="RequestException">An option is out of its range.</exception>
    public MigrationRunner(
        DatabaseTarget target, MigrationRunnerOptions? options = null, RunContext? context = null, TimeProvider? time = null,
        RunPolicy? policy = null, ReadingCache? cache = null)
    {
        access = new DatabaseAccess(target, options, context, time, policy, cache);
        planner = new Planner(target.Name, access.Options, access.Policy.Gate);
    }

    /// <summary>Applies what is pending, and tells about it while it happens.</summary>
    /// <remarks>To stop reading is to cancel. The exception that ends a failed run ends the sequence.</remarks>
    public IAsyncEnumerable<MigrationEvent> MigrateAsync(MigrateRequest request, CancellationToken cancellationToken) =>
        EventSink.StreamAsync(
            (events, token) => RunAsync(new Order(Direction.Up, (catalog, entries) => planner.Plan(catalog, entries, request)), events, token),
            cancellationToken);

    /// <summary>Undoes applied migrations, newest first, and tells about it while it happens.</summary>
    /// <remarks>Nothing is undone unless everything asked for can be.</remarks>
    public IAsyncEnumerable<MigrationEvent> RollbackAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        EventSink.StreamAsync(
            (events, token) => RunAsync(new Order(Direction.Down, (catalog, entries) => planner.Plan(catalog, entries, request)), events, token),
            cancellationToken);

    /// <summary>Runs exactly what was written down before, or refuses; and tells about it while it happens.</summary>
    /// <param name="plan">What <see cref="MigrationPlan.Pin"/> wrote down.</param>
    /// <param name="isContinued">Whether a run was at work on it before: steps that are done already are then passed over, which would
    /// otherwise be a change of the plan. Its id, given with the context, finds what the run before has already told and owes.</param>
    /// <param name="cancellationToken">Cancels, and what is under way is cleaned up.</param>
    public IAsyncEnumerable<MigrationEvent> ExecuteAsync(PinnedPlan plan, bool isContinued, CancellationToken cancellationToken)
    {
        var order = new Order(plan.Direction, (catalog, entries) => planner.Plan(catalog, entries, plan, isContinued)) { IsContinued = isContinued };
        return EventSink.StreamAsync((events, token) => RunAsync(order, events, token), cancellationToken);
    }

    /// <summary>Ends a run that nobody goes on with: runs the hooks after it that an earlier attempt has left undone, and no step of it.</summary>
    /// <remarks>The run is found by the id in the context. Does nothing where it owes none.</remarks>
    /// <param name="plan">What it was to do.</param>
    /// <param name="why">What the hooks are told of how it ended.</param>
    /// <param name="cancellationToken">Stops waiting for the lease; a hook that was begun is not stopped.</param>
    public IAsyncEnumerable<MigrationEvent> EndAsync(PinnedPlan plan, Exception why, CancellationToken cancellationToken) =>
        EventSink.StreamAsync((events, token) => EndAsync(plan, why, events, token), cancellationToken);

    /// <summary>Applies what is pending.</summary>
    public Task<RunResult> RunPendingMigrationsAsync(CancellationToken cancellationToken) =>
        ResultOfAsync(MigrateAsync(new MigrateRequest(), cancellationToken));

    /// <summary>Undoes the newest applied migration.</summary>
    public Task<RunResult> RollbackLastMigrationAsync(CancellationToken cancellationToken) =>
        ResultOfAsync(RollbackAsync(new RollbackRequest.Last(), cancellationToken));

    /// <summary>Undoes every applied migration, or refuses to undo any.</summary>
    public Task<RunResult> RollbackAllAsync(CancellationToken cancellationToken) =>
        ResultOfAsync(RollbackAsync(new RollbackRequest.All(), cancellationToken));

    /// <summary>What <see cref="MigrateAsync"/> would do now, refusals included; changes nothing and takes no lease.</summary>
    public Task<MigrationPlan> PlanAsync(MigrateRequest request, CancellationToken cancellationToken) =>
        ReadAsync((catalog, entries) => planner.Plan(catalog, entries, request), cancellationToken);

    /// <summary>What <see cref="RollbackAsync"/> would do now, refusals included; changes nothing and takes no lease.</summary>
    public Task<MigrationPlan> PlanRollbackAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        ReadAsync((catalog, entries) => planner.Plan(catalog, entries, request), cancellationToken);

    /// <summary>How every migration stands; changes nothing.</summary>
    public Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        ReadAsync((catalog, entries) => new DatabaseStatus(access.Target.Name, access.Target.Engine, StatusReport.Compose(catalog, entries)), cancellationToken);

    /// <summary>What was done to the database, newest first, a page at a time; changes nothing and needs no catalog.</summary>
    /// <exception cref="RequestException">A value of the query is out of its range.</exception>
    public Task<HistoryPage> GetHistoryAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        return access.LookAsync(database => database.ReadEventsAsync(query, cancellationToken), cancellationToken);
    }

    private Task<RunResult> RunAsync(Order order, EventSink events, CancellationToken cancellationToken)
    {
        var run = access.Context.ForRun();
        var done = new List<StepResult>();
        return RunSpan.RunAsync(access.Target, order.Direction, run, done, () => WithCatalogAsync(async (catalog, database) =>
        {
            var began = access.Time.GetTimestamp();
            await ExecuteAsync(order, run, done, catalog, database, events, cancellationToken).ConfigureAwait(false);
            var result = new RunResult(run.RunId, access.Target.Name, order.Direction, done, access.Time.GetElapsedTime(began));
            events.Raise(new RunCompleted(result));
            return result;
        }, cancellationToken));
    }

    private Task<RunResult> EndAsync(PinnedPlan pinned, Exception why, EventSink events, CancellationToken cancellationToken)
    {
        var run = access.Context.ForRun();
        return WithCatalogAsync(async (catalog, database) =>
        {
            var began = access.Time.GetTimestamp();
            var owed = new OwedHooks(database, access.Policy.Hooks, run);
            if (await owed.AnyAsync(cancellationToken).ConfigureAwait(false))
            {
                await access.Leased(database, run, events).RunAsync(owed.AnyAsync, meanwhile: null, async (lease, entries, token) =>
                {
                    var plan = planner.Plan(catalog, entries, pinned, isContinued: true);
                    await new PlanExecution(access, database, lease, owed, events).EndAsync(plan, why, token).ConfigureAwait(false);
                    return true;
                }, cancellationToken).ConfigureAwait(false);
            }

            return new RunResult(run.RunId, access.Target.Name, pinned.Direction, [], access.Time.GetElapsedTime(began));
        }, cancellationToken);
    }

    private async Task ExecuteAsync(
        Order order,
        RunContext run,
        List<StepResult> done,
        MigrationCatalog catalog,
        IMigrationDatabase database,
        EventSink events,
        CancellationToken cancellationToken)
    {
        var owed = new OwedHooks(database, access.Policy.Hooks, order.IsContinued ? run : null);
        async Task<bool> HasWorkAsync(CancellationToken token)
        {
            var plan = order.Plan(catalog, await database.ReadEntriesAsync(token).ConfigureAwait(false));
            // A run that is gone on with and may not go on still puts back what a hook before it has changed.
            if (plan.Refusals.Count > 0)
                return await owed.AnyAsync(token).ConfigureAwait(false) ? true : throw new RefusedException(plan.Refusals);
            return plan.Steps.Count > 0 || await owed.AnyAsync(token).ConfigureAwait(false);
        }

        if (!await HasWorkAsync(cancellationToken).ConfigureAwait(false))
            return;

        var assistance = new LaneAssistance(access.Target.Name, database.Backfills, catalog, access.Options, access.Time);
        var leased = access.Leased(database, run, events);
        await leased.RunAsync(HasWorkAsync, assistance.RunAsync, async (lease, entries, token) =>
        {
            // Planned anew: another run may have ended between the first look and the lease.
            var plan = order.Plan(catalog, entries);
            var execution = new PlanExecution(access, database, lease, owed, events);
            if (plan.Refusals.Count > 0)
                await execution.RefuseAsync(plan, token).ConfigureAwait(false);
            events.Raise(new RunPlanned(plan));
            await execution.ExecuteAsync(plan, done, token).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(Func<MigrationCatalog, IReadOnlyList<HistoryEntry>, T> compose, CancellationToken cancellationToken)
    {
        var catalog = await access.LookAtCatalogAsync(cancellationToken).ConfigureAwait(false);
        var entries = await access.LookAsync(database => database.ReadEntriesAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return compose(catalog, entries);
    }

    private async Task<T> WithCatalogAsync<T>(Func<MigrationCatalog, IMigrationDatabase, Task<T>> use, CancellationToken cancellationToken)
    {
        // The catalog first, and whole: a faulty one touches no database.
        var catalog = await access.ReadCatalogAsync(cancellationToken).ConfigureAwait(false);
        return await access.UseAsync(database => use(catalog, database), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<RunResult> ResultOfAsync(IAsyncEnumerable<MigrationEvent> events)
    {
        RunResult? result = null;
        await foreach (var happened in events.ConfigureAwait(false))
            result = (happened as RunCompleted)?.Result ?? result;
        return result ?? throw new InvalidOperationException("A run that ends well ends with RunCompleted.");
    }

    /// <summary>What a run is asked to do.</summary>
    /// <param name="Direction">Which way.</param>
    /// <param name="Plan">What that means for a catalog and a history as they are at a moment.</param>
    private sealed record Order(Direction Direction, Func<MigrationCatalog, IReadOnlyList<HistoryEntry>, MigrationPlan> Plan)
    {
        /// <summary>Whether a run of the same id was at work on it before.</summary>
        public bool IsContinued { get; init; }
    }
}
