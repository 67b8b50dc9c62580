using Lms.Migrations.Backfills;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Postgres.Backfills;
using Lms.Migrations.Postgres.Execution;
using Lms.Migrations.Seeding;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>A PostgreSQL database under migration.</summary>
internal sealed class PostgresDatabase : IMigrationDatabase
{
    private readonly PostgresSession session;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;
    private bool lacksIndexes;

    private PostgresDatabase(PostgresSession session, MigrationRunnerOptions options, TimeProvider time)
    {
        this.session = session;
        this.options = options;
        this.time = time;
        Leases = new PostgresLeaseStore(session);
        Backfills = new PostgresBackfillStore(session, options, time);
    }

    public ILeaseStore Leases { get; }

    public IBackfillStore Backfills { get; }

    public static async Task<PostgresDatabase> OpenAsync(
        DatabaseTarget target, MigrationRunnerOptions options, KeptConnections? kept, TimeProvider time, CancellationToken cancellationToken) =>
        new(await PostgresSession.OpenAsync(target, options, kept, cancellationToken).ConfigureAwait(false), options, time);

    public Task<IReadOnlyList<HistoryEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<HistoryEntry>>(() => PostgresHistory.ReadEntriesAsync(session.Work, cancellationToken), [], cancellationToken);

    public Task<HistoryPage> ReadEventsAsync(HistoryQuery query, CancellationToken cancellationToken) =>
        ReadAsync(() => PostgresHistory.ReadEventsAsync(session.Work, query, cancellationToken), new HistoryPage([], null), cancellationToken);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var state = await PostgresBookkeeping.ReadStateAsync(session.Work, cancellationToken).ConfigureAwait(false);
        if (!state.HasTables)
            await PostgresBookkeeping.CreateAsync(session.Work, time, cancellationToken).ConfigureAwait(false);
        lacksIndexes = !state.HasIndexes;
    }

    public async Task AddIndexesAsync(CancellationToken cancellationToken)
    {
        if (lacksIndexes)
            await PostgresBookkeeping.AddIndexesAsync(session.Work, options.LockTimeout, cancellationToken).ConfigureAwait(false);
        lacksIndexes = false;
    }

    public Task ExecuteAsync(PlannedStep step, Lease lease, EventSink events, IChangeGate? gate, CancellationToken cancellationToken)
    {
        var run = new StepRun(session, step, lease, events, gate, options, time);
        if (step.Section.IsBatched)
            return new BatchedExecution(run, Backfills, (change, token) => RecordAsync([change], lease, token)).ExecuteAsync(cancellationToken);

        return step.Section.Options.Transaction
            ? new TransactionalExecution(run).ExecuteAsync(cancellationToken)
            : new StatementwiseExecution(run).ExecuteAsync(cancellationToken);
    }

    public async Task RecordAsync(IReadOnlyList<HistoryChange> changes, Lease lease, CancellationToken cancellationToken)
    {
        var isOpen = session.Work.FullState == System.Data.ConnectionState.Open;
        await using var side = isOpen ? null : await session.OpenSideConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(side ?? session.Work);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        foreach (var change in changes)
            batch.BatchCommands.Add(PostgresHistory.Record(change, lease.Run, lease.Epoch));
        batch.BatchCommands.Add(PostgresHistory.AssertLease(lease));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await RolledBackOnFailure.RunAsync(
            session, options, time, () => batch.ExecuteNonQueryAsync(cancellationToken)).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<string, SeederRecord>> ReadSeedersAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, SeederRecord>>(
            () => PostgresSeeding.ReadAsync(session.Work, cancellationToken), new Dictionary<string, SeederRecord>(), cancellationToken);

    public Task<long> SeedAsync(Seeder seeder, decimal scale, Lease lease, CancellationToken cancellationToken) =>
        RolledBackOnFailure.RunAsync(
            session, options, time, () => PostgresSeeding.RunAsync(session.Work, seeder, scale, lease, cancellationToken));

    public MigrationException? Explain(Exception exception) => PostgresFailures.ExplainRunning(exception, session.Address);

    public ValueTask DisposeAsync() => session.DisposeAsync();

    // To read first and to look for the tables only when that fails saves a round trip wherever the engine ran before.
    private async Task<T> ReadAsync<T>(Func<Task<T>> read, T nothing, CancellationToken cancellationToken)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn)
        {
            // They may have been made in the meantime by a run that started together with this one.
            return (await PostgresBookkeeping.ReadStateAsync(session.Work, cancellationToken).ConfigureAwait(false)).HasTables
                ? await read().ConfigureAwait(false)
                : nothing;
        }
    }
}
