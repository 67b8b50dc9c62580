using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Observation;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations;

/// <summary>Changes one database by its catalog. The main flow of the engine:
/// read catalog → open → acquire lease → reconcile history → plan → guard → execute each step → record → release.</summary>
/// <remarks>Any number of runners, in any number of processes, may work on the same database: one at a time changes it, the
/// others wait. A runner holds no connection between calls. Failures are <see cref="MigrationException"/>s.</remarks>
public sealed class MigrationRunner
{
    private readonly DatabaseAccess access;
    private readonly Planner planner;

    /// <param name="target">The database and its catalog.</param>
    /// <param name="options">Bounds and patience; null for the defaults.</param>
    /// <param name="context">Who asks and why; null for the operating system's user.</param>
    /// <param name="time">The clock for pauses and durations; null for the system's. History is dated by the server.</param>
    /// <param name="policy">Windows, hooks and notes of the host; null for none.</param>
    /// <exception cref="RequestException">An option is out of its range.</exception>
    public MigrationRunner(
        DatabaseTarget target, MigrationRunnerOptions? options = null, RunContext? context = null, TimeProvider? time = null,
        RunPolicy? policy = null)
    {
        access = new DatabaseAccess(target, options, context, time, policy);
        planner = new Planner(target.Name, access.Options, access.Policy.Gate);
    }

    /// <summary>Applies what is pending, and tells about it while it happens.</summary>
    /// <remarks>To stop reading is to cancel. The exception that ends a failed run ends the sequence.</remarks>
    public IAsyncEnumerable<MigrationEvent> MigrateAsync(MigrateRequest request, CancellationToken cancellationToken) =>
        EventSink.StreamAsync(
            (events, token) => RunAsync(Direction.Up, (catalog, entries) => planner.Plan(catalog, entries, request), events, token),
            cancellationToken);

    /// <summary>Undoes applied migrations, newest first, and tells about it while it happens.</summary>
    /// <remarks>Nothing is undone unless everything asked for can be.</remarks>
    public IAsyncEnumerable<MigrationEvent> RollbackAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        EventSink.StreamAsync(
            (events, token) => RunAsync(Direction.Down, (catalog, entries) => planner.Plan(catalog, entries, request), events, token),
            cancellationToken);

    /// <summary>Runs exactly what was written down before, or refuses; and tells about it while it happens.</summary>
    /// <param name="plan">What <see cref="MigrationPlan.Pin"/> wrote down.</param>
    /// <param name="isContinued">Whether a run was at work on it before: steps that are done already are then passed over, which would
    /// otherwise be a change of the plan.</param>
    /// <param name="cancellationToken">Cancels, and what is under way is cleaned up.</param>
    public IAsyncEnumerable<MigrationEvent> ExecuteAsync(PinnedPlan plan, bool isContinued, CancellationToken cancellationToken) =>
        EventSink.StreamAsync(
            (events, token) => RunAsync(plan.Direction, (catalog, entries) => planner.Plan(catalog, entries, plan, isContinued), events, token),
            cancellationToken);

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
        return access.UseAsync(database => database.ReadEventsAsync(query, cancellationToken), cancellationToken);
    }

    private Task<RunResult> RunAsync(
        Direction direction,
        Func<MigrationCatalog, IReadOnlyList<HistoryEntry>, MigrationPlan> plan,
        EventSink events,
        CancellationToken cancellationToken)
    {
        var run = access.Context.ForRun();
        var done = new List<StepResult>();
        return RunSpan.RunAsync(access.Target, direction, run, done, () => WithCatalogAsync(async (catalog, database) =>
        {
            var began = access.Time.GetTimestamp();
            await ExecuteAsync(run, done, catalog, entries => plan(catalog, entries), database, events, cancellationToken).ConfigureAwait(false);
            var result = new RunResult(run.RunId, access.Target.Name, direction, done, access.Time.GetElapsedTime(began));
            events.Raise(new RunCompleted(result));
            return result;
        }, cancellationToken));
    }

    private async Task ExecuteAsync(
        RunContext run,
        List<StepResult> done,
        MigrationCatalog catalog,
        Func<IReadOnlyList<HistoryEntry>, MigrationPlan> plan,
        IMigrationDatabase database,
        EventSink events,
        CancellationToken cancellationToken)
    {
        async Task<bool> HasWorkAsync(CancellationToken token) =>
            Permitted(plan(await database.ReadEntriesAsync(token).ConfigureAwait(false))).Steps.Count > 0;

        if (!await HasWorkAsync(cancellationToken).ConfigureAwait(false))
            return;

        var assistance = new LaneAssistance(access.Target.Name, database.Backfills, catalog, access.Options, access.Time);
        var leased = access.Leased(database, run, events);
        await leased.RunAsync(HasWorkAsync, assistance.RunAsync, async (lease, entries, token) =>
        {
            // Planned anew: another run may have ended between the first look and the lease.
            var permitted = Permitted(plan(entries));
            events.Raise(new RunPlanned(permitted));
            await new PlanExecution(access, database, lease, events).ExecuteAsync(permitted, done, token).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    private static MigrationPlan Permitted(MigrationPlan plan) =>
        plan.Refusals.Count == 0 ? plan : throw new RefusedException(plan.Refusals);

    private Task<T> ReadAsync<T>(Func<MigrationCatalog, IReadOnlyList<HistoryEntry>, T> compose, CancellationToken cancellationToken) =>
        WithCatalogAsync(
            async (catalog, database) => compose(catalog, await database.ReadEntriesAsync(cancellationToken).ConfigureAwait(false)),
            cancellationToken);

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
}
