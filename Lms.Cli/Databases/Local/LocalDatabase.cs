using System.Runtime.CompilerServices;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Databases.Local;

/// <summary>A database over the engine in this process.</summary>
/// <param name="target">Where it is.</param>
/// <param name="options">Bounds for every run.</param>
/// <param name="asker">Who asks and why.</param>
/// <param name="time">The clock for pauses and durations.</param>
internal sealed class LocalDatabase(DatabaseTarget target, MigrationRunnerOptions options, RunContext asker, TimeProvider time) : IDatabase
{
    public string Name => target.Name;

    public DatabaseEngine Engine => target.Engine;

    public IBackfills Backfills => new LocalBackfills(new BackfillControl(target, options, NewRun(), time), time);

    public Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken) => Runner().GetStatusAsync(cancellationToken);

    public async Task<ShownPlan> PlanAsync(Change.Planned change, RunTerms terms, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(RunnerFor(asker, terms), change, cancellationToken);
        return new ShownPlan(plan, plan.ToDocument(Engine)).HeldAgainst(terms.PlanHash);
    }

    public async Task<ValidationDocument> ValidateAsync(CancellationToken cancellationToken)
    {
        var runner = Runner();
        var status = await runner.GetStatusAsync(cancellationToken);
        return ValidationMapping.Compare(status, await runner.PlanAsync(new MigrateRequest(), cancellationToken));
    }

    public Task<HistoryPage> GetHistoryAsync(HistoryQuery query, CancellationToken cancellationToken) =>
        Runner().GetHistoryAsync(query, cancellationToken);

    public Task<IReadOnlyList<RepairFinding>> ExamineAsync(CancellationToken cancellationToken) =>
        new HistoryEditor(target, options, asker, time).ExamineAsync(cancellationToken);

    public Task<IReadOnlyList<SeederStatus>> GetSeedersAsync(CancellationToken cancellationToken) =>
        new SeedRunner(target, options, asker, time).GetStatusAsync(cancellationToken);

    public async Task<RunHandle> StartAsync(Change change, RunTerms terms, CancellationToken cancellationToken)
    {
        var run = NewRun();
        return new RunHandle(run.RunId, await BeginAsync(change, terms, run, cancellationToken))
        {
            IsStopping = () => cancellationToken.IsCancellationRequested,
        };
    }

    private async Task<IAsyncEnumerable<MigrationEvent>> BeginAsync(
        Change change, RunTerms terms, RunContext run, CancellationToken cancellationToken) => change switch
    {
        Change.Planned planned when terms.PlanHash is { } seen =>
            await ExecuteAsync(RunnerFor(run, terms), planned, seen, cancellationToken),
        Change.Migrate migrate => RunnerFor(run, terms).MigrateAsync(migrate.Request, cancellationToken),
        Change.Rollback rollback => RunnerFor(run, terms).RollbackAsync(rollback.Request, cancellationToken),
        Change.Seed seed => new SeedRunner(target, options, run, time).SeedAsync(seed.Scale, cancellationToken),
        _ => EditAsync(change, new HistoryEditor(target, options, run, time), cancellationToken),
    };

    /// <summary>Runs exactly the plan that somebody has seen.</summary>
    private static async Task<IAsyncEnumerable<MigrationEvent>> ExecuteAsync(
        MigrationRunner runner, Change.Planned change, string seen, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(runner, change, cancellationToken);
        var pinned = plan.Pin();
        ShownPlan.Require(pinned.Hash, seen);
        return runner.ExecuteAsync(pinned, isContinued: false, cancellationToken);
    }

    private static async IAsyncEnumerable<MigrationEvent> EditAsync(
        Change change, HistoryEditor editor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return change switch
        {
            Change.Repair => new EntriesRepaired(await editor.RepairAsync(cancellationToken)),
            Change.Baseline baseline => new EntriesSet(await editor.BaselineAsync(baseline.To, cancellationToken)),
            Change.Mark mark => new EntriesSet([await editor.MarkAsync(mark.Version, mark.State, cancellationToken)]),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A change that nobody carries out."),
        };
    }

    private static Task<MigrationPlan> PlanAsync(MigrationRunner runner, Change.Planned change, CancellationToken cancellationToken) =>
        change switch
        {
            Change.Migrate migrate => runner.PlanAsync(migrate.Request, cancellationToken),
            Change.Rollback rollback => runner.PlanRollbackAsync(rollback.Request, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A change without a plan."),
        };

    private MigrationRunner Runner() => new(target, options, asker, time);

    private MigrationRunner RunnerFor(RunContext run, RunTerms terms) => new(
        target,
        options with
        {
            Backfill = terms.Pace.Apply(options.Backfill),
            LeaseWait = terms.NoWait ? TimeSpan.Zero : options.LeaseWait,
        },
        run, time, terms.OverrideWindow ? OverriddenGate.PolicyFor(run) : null);

    // Each change is a run of its own.
    private RunContext NewRun() => asker with { RunId = Guid.CreateVersion7() };
}
