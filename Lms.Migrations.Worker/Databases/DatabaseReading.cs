using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Reading;
using Lms.Migrations.Seeding;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Databases;

/// <summary>Looks at the databases that this worker looks after.</summary>
internal sealed class DatabaseReading : IAsyncDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly WorkerSettings settings;
    private readonly DatabaseRegistry databases;
    private readonly WindowBook windows;
    private readonly PlatformSignals signals;
    private readonly TimeProvider time;
    private readonly ReadingCache cache = new();
    private readonly ShortMemory<DatabaseStatus> statuses;
    private readonly ShortMemory<HistoryPage> newest;
    private readonly ShortMemory<IReadOnlyList<BackfillStatus>> backfills;

    public DatabaseReading(WorkerSettings settings, DatabaseRegistry databases, WindowBook windows, PlatformSignals signals, TimeProvider time)
    {
        this.settings = settings;
        this.databases = databases;
        this.windows = windows;
        this.signals = signals;
        this.time = time;
        statuses = new ShortMemory<DatabaseStatus>(Age, Patience, time);
        newest = new ShortMemory<HistoryPage>(Age, Patience, time);
        backfills = new ShortMemory<IReadOnlyList<BackfillStatus>>(Age, Patience, time);
        signals.RunTold += OutdateAll;
    }

    public ValueTask DisposeAsync()
    {
        signals.RunTold -= OutdateAll;
        return cache.DisposeAsync();
    }

    /// <exception cref="DatabaseNotFoundException">There is none of that name.</exception>
    public DatabaseTarget Require(string database) => databases.Require(database).Target;

    public Task<DatabaseStatus> StatusAsync(string database, CancellationToken cancellationToken) =>
        statuses.AskAsync(database, () => RunnerFor(database).GetStatusAsync(CancellationToken.None), cancellationToken);

    public async Task<HistoryEvent?> LastChangeAsync(string database, CancellationToken cancellationToken)
    {
        var page = await newest.AskAsync(
            database, () => RunnerFor(database).GetHistoryAsync(new HistoryQuery { Limit = 1 }, CancellationToken.None), cancellationToken);
        return page.Events.Count == 0 ? null : page.Events[0];
    }

    public Task<HistoryPage> HistoryAsync(string database, HistoryQuery query, CancellationToken cancellationToken) =>
        RunnerFor(database).GetHistoryAsync(query, cancellationToken);

    public Task<MigrationPlan> PlanAsync(string database, MigrateRequest request, CancellationToken cancellationToken) =>
        RunnerFor(database).PlanAsync(request, cancellationToken);

    public Task<MigrationPlan> PlanAsync(string database, RollbackRequest request, CancellationToken cancellationToken) =>
        RunnerFor(database).PlanRollbackAsync(request, cancellationToken);

    /// <summary>The catalog as this worker has it.</summary>
    public Task<MigrationCatalog> CatalogAsync(string database, CancellationToken cancellationToken)
    {
        var target = Require(database);
        return CatalogReader.ReadAsync(target.CatalogDirectory, target.Engine, cache, cancellationToken);
    }

    public Task<IReadOnlyList<RepairFinding>> ExamineAsync(string database, CancellationToken cancellationToken) =>
        new HistoryEditor(Require(database), settings.Options, time: time).ExamineAsync(cancellationToken);

    public Task<IReadOnlyList<SeederStatus>> SeedersAsync(string database, CancellationToken cancellationToken) =>
        new SeedRunner(Require(database), settings.Options, time: time).GetStatusAsync(cancellationToken);

    public Task<IReadOnlyList<BackfillStatus>> BackfillsAsync(string database, CancellationToken cancellationToken) =>
        backfills.AskAsync(database, () => BackfillsOf(database).ListAsync(CancellationToken.None), cancellationToken);

    /// <summary>Steers backfills for whoever is named in the context.</summary>
    public BackfillControl BackfillsOf(string database, RunContext? context = null) => new(Require(database), settings.Options, context, time, cache);

    private MigrationRunner RunnerFor(string database) => new(
        Require(database), settings.Options, time: time, policy: new RunPolicy { Gate = new WindowGate(windows, database) }, cache: cache);

    // Which database it was about is not said; there are few, and nothing is looked at that nobody asks for.
    private void OutdateAll(object? sender, RunSignal signal)
    {
        foreach (var name in databases.Names)
        {
            statuses.Outdate(name);
            newest.Outdate(name);
            backfills.Outdate(name);
        }
    }
}
