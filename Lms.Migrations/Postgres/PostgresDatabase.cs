using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
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

    private PostgresDatabase(PostgresSession session, MigrationRunnerOptions options, TimeProvider time)
    {
        this.session = session;
        this.options = options;
        this.time = time;
        Leases = new PostgresLeaseStore(session);
    }

    public ILeaseStore Leases { get; }

    public static async Task<PostgresDatabase> OpenAsync(
        DatabaseTarget target, MigrationRunnerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new(await PostgresSession.OpenAsync(target, options, cancellationToken).ConfigureAwait(false), options, time);

    public async Task<IReadOnlyList<HistoryEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        await PostgresBookkeeping.ExistsAsync(session.Work, cancellationToken).ConfigureAwait(false)
            ? await PostgresHistory.ReadEntriesAsync(session.Work, cancellationToken).ConfigureAwait(false)
            : [];

    public async Task<IReadOnlyList<HistoryEvent>> ReadEventsAsync(int limit, CancellationToken cancellationToken) =>
        await PostgresBookkeeping.ExistsAsync(session.Work, cancellationToken).ConfigureAwait(false)
            ? await PostgresHistory.ReadEventsAsync(session.Work, limit, cancellationToken).ConfigureAwait(false)
            : [];

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!await PostgresBookkeeping.ExistsAsync(session.Work, cancellationToken).ConfigureAwait(false))
            await PostgresBookkeeping.CreateAsync(session.Work, time, cancellationToken).ConfigureAwait(false);
    }

    public Task ExecuteAsync(PlannedStep step, Lease lease, EventSink events, CancellationToken cancellationToken)
    {
        var run = new StepRun(session, step, lease, events, options, time);
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

    public async Task<IReadOnlyDictionary<string, SeederRecord>> ReadSeedersAsync(CancellationToken cancellationToken) =>
        await PostgresBookkeeping.ExistsAsync(session.Work, cancellationToken).ConfigureAwait(false)
            ? await PostgresSeeding.ReadAsync(session.Work, cancellationToken).ConfigureAwait(false)
            : new Dictionary<string, SeederRecord>();

    public Task<long> SeedAsync(Seeder seeder, decimal scale, Lease lease, CancellationToken cancellationToken) =>
        RolledBackOnFailure.RunAsync(
            session, options, time, () => PostgresSeeding.RunAsync(session.Work, seeder, scale, lease, cancellationToken));

    public MigrationException? Explain(Exception exception) => PostgresFailures.ExplainRunning(exception, session.Address);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
