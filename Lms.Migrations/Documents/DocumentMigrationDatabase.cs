using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.Execution;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Seeding;

namespace Lms.Migrations.Documents;

/// <summary>A document database under migration, whichever driver reaches it.</summary>
internal sealed class DocumentMigrationDatabase : IMigrationDatabase
{
    private readonly IDocumentDatabase database;
    private readonly FencedTransaction fenced;
    private readonly DocumentBookkeeping bookkeeping;
    private readonly MigrationRunnerOptions options;
    private readonly TimeProvider time;

    public DocumentMigrationDatabase(IDocumentDatabase database, MigrationRunnerOptions options, TimeProvider time)
    {
        this.database = database;
        this.options = options;
        this.time = time;
        fenced = new FencedTransaction(database, time);
        bookkeeping = new DocumentBookkeeping(database, time);
        Leases = new DocumentLeaseStore(database);
        Backfills = new DocumentBackfillStore(database, time);
    }

    public ILeaseStore Leases { get; }

    public IBackfillStore Backfills { get; }

    public Task<IReadOnlyList<HistoryEntry>> ReadEntriesAsync(CancellationToken cancellationToken) =>
        DocumentMigrations.ReadAsync(database, cancellationToken);

    public Task<HistoryPage> ReadEventsAsync(HistoryQuery query, CancellationToken cancellationToken) =>
        DocumentEvents.ReadAsync(database, query, cancellationToken);

    public Task PrepareAsync(CancellationToken cancellationToken) => bookkeeping.PrepareAsync(cancellationToken);

    // Those that a collection has from the beginning are enough.
    public Task AddIndexesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ExecuteAsync(PlannedStep step, Lease lease, EventSink events, IChangeGate? gate, CancellationToken cancellationToken)
    {
        var run = new DocumentStepRun(
            database, Backfills, (change, token) => RecordAsync([change], lease, token), step, lease, events, gate, options, time);
        return new DocumentStepExecution(run).ExecuteAsync(cancellationToken);
    }

    public Task RecordAsync(IReadOnlyList<HistoryChange> changes, Lease lease, CancellationToken cancellationToken) =>
        fenced.RunAsync(lease.Epoch, lease.Run.RunId, async (transaction, token) =>
        {
            foreach (var change in changes)
            {
                if (change.Status is { } state)
                    await transaction.WriteAsync(DocumentMigrations.Write(change, state, lease.Run), token).ConfigureAwait(false);
                await DocumentHistory.AppendAsync(transaction, change, change.By ?? lease.Run, lease.Epoch, token).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken);

    public Task<IReadOnlyDictionary<string, SeederRecord>> ReadSeedersAsync(CancellationToken cancellationToken) =>
        DocumentSeeding.ReadAsync(database, cancellationToken);

    public async Task<long> SeedAsync(Seeder seeder, decimal scale, Lease lease, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var entries = await ReadEntriesAsync(cancellationToken).ConfigureAwait(false);
        var applied = entries.Where(entry => entry.Status == EntryStatus.Applied).Select(entry => entry.Version).ToHashSet();
        var documents = await DocumentSeeding.RunAsync(database, seeder, scale, applied, lease, cancellationToken).ConfigureAwait(false);

        var duration = time.GetElapsedTime(began);
        var seeded = seeder.Seeded(scale, documents, "documents") with { Duration = duration };
        return await fenced.RunAsync(lease.Epoch, lease.Run.RunId, async (transaction, token) =>
        {
            await transaction.WriteAsync(DocumentSeeding.Record(seeder, scale, documents, duration, lease.Run), token).ConfigureAwait(false);
            await DocumentHistory.AppendAsync(transaction, seeded, lease.Run, lease.Epoch, token).ConfigureAwait(false);
            return documents;
        }, cancellationToken).ConfigureAwait(false);
    }

    public MigrationException? Explain(Exception exception) => exception switch
    {
        DocumentCommandException { Code: MongoError.Unauthorized } => new DatabaseUnavailableException(
            UnavailableCause.RightsMissing, $"The user may not do what is needed at {database.Address}: {exception.Message}", exception)
        {
            WayOut = "Grant it readWrite and dbAdmin on the database.",
        },
        DocumentCommandException refusal => new DatabaseUnavailableException(
            UnavailableCause.NotAccepting,
            $"The server at {database.Address} refuses what the engine needs: {refusal.Message.TrimEnd('.')} (MongoDB {refusal.Code} {refusal.CodeName}).", exception)
        {
            WayOut = "Run again when it is less busy: what was committed is recorded.",
        },
        _ => database.Explain(exception),
    };

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
