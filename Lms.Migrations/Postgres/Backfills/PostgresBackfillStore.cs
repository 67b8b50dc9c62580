using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Backfills in <c>migrator.backfills</c>, <c>migrator.chunks</c> and <c>migrator.undo</c>.</summary>
/// <remarks>Every call opens a connection of its own, and is one transaction or compares before it changes: to repeat it does no harm.</remarks>
internal sealed class PostgresBackfillStore : IBackfillStore
{
    private readonly BackfillRecords records;
    private readonly ChunkRecords chunks;
    private readonly BackfillStateChanges changes;
    private readonly ChunkPlanning planning;
    private readonly ChunkClaims claims;
    private readonly BatchExecution batches;
    private readonly UndoExecution undo;
    private readonly UndoJournal journal;
    private readonly ServerLoadQuery load;

    /// <param name="session">The connections.</param>
    /// <param name="options">The bounds of what is not a batch.</param>
    /// <param name="time">The clock.</param>
    /// <param name="locksFirst">Whether rows are locked and read before they are changed, also on a server that returns their old values.</param>
    public PostgresBackfillStore(PostgresSession session, MigrationRunnerOptions options, TimeProvider time, bool locksFirst = false)
    {
        var sources = new SourceTables();
        records = new BackfillRecords(session);
        chunks = new ChunkRecords(session);
        changes = new BackfillStateChanges(session);
        planning = new ChunkPlanning(session, sources, options);
        claims = new ChunkClaims(session);
        batches = new BatchExecution(session, sources, time, locksFirst);
        undo = new UndoExecution(session, sources, options);
        journal = new UndoJournal(session);
        load = new ServerLoadQuery(session);
    }

    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) => records.ListAsync(cancellationToken);

    public Task<BackfillStatus?> FindAsync(long id, CancellationToken cancellationToken) => records.FindAsync(id, cancellationToken);

    public Task<BackfillStatus?> FindAsync(MigrationVersion version, int step, CancellationToken cancellationToken) =>
        records.FindAsync(version, step, cancellationToken);

    public Task<long> CreateAsync(Migration migration, int step, BackfillDefinition definition, Lease lease, CancellationToken cancellationToken) =>
        changes.CreateAsync(migration, step, definition, lease, cancellationToken);

    public Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken) => claims.AdoptAsync(id, lease, cancellationToken);

    public Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken) =>
        changes.TransitionAsync(change, cancellationToken);

    public Task<bool> PlanChunkAsync(BackfillWork work, int size, CancellationToken cancellationToken) =>
        planning.PlanAsync(work, size, cancellationToken);

    public Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken) =>
        claims.ClaimAsync(work, lane, duration, cancellationToken);

    public Task<BatchResult> RunBatchAsync(BackfillWork work, Chunk chunk, BatchBounds bounds, CancellationToken cancellationToken) =>
        batches.RunAsync(work, chunk, bounds, cancellationToken);

    public Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) =>
        claims.ReleaseAsync(work, chunk, cancellationToken);

    public Task FailAsync(BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken) =>
        claims.FailAsync(work, chunk, error, isTimeout, isFinal, cancellationToken);

    public Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) =>
        planning.SplitAsync(work, chunk, cancellationToken);

    public Task<BackfillStatus> ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken) =>
        records.ReportAsync(work, report, cancellationToken);

    public Task<ServerLoad> ReadLoadAsync(BackfillWork work, CancellationToken cancellationToken) => load.ReadAsync(work, cancellationToken);

    public Task<string?> ReconcileAsync(BackfillWork work, CancellationToken cancellationToken) => journal.ReconcileAsync(work, cancellationToken);

    public Task<UndoResult?> UndoNextAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken) =>
        undo.UndoAsync(work, lease, cancellationToken);

    public Task<ChunkPage> ReadChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken) =>
        chunks.ReadAsync(id, query, cancellationToken);

    public Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken) =>
        journal.ReadConflictsAsync(id, limit, cancellationToken);

    public BatchFailure? Classify(Exception exception) => BatchFailures.Classify(exception);
}
