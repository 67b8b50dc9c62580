using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Backfills in <c>migration_backfills</c>, <c>migration_chunks</c> and <c>migration_undo</c>, by MongoDB's commands and
/// transactions alone.</summary>
internal sealed class DocumentBackfillStore : IBackfillStore
{
    private readonly IDocumentDatabase database;
    private readonly TimeProvider time;
    private readonly BackfillReading reading;
    private readonly ChunkReading chunks;
    private readonly BackfillRegister register;
    private readonly ChunkPlanning planning;
    private readonly ChunkClaims claims;
    private readonly ChunkDivision division;
    private readonly JournalReconciliation reconciliation;
    private readonly JournalUndo undo;

    public DocumentBackfillStore(IDocumentDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        var fenced = new FencedTransaction(database, time);
        reading = new BackfillReading(database);
        chunks = new ChunkReading(database);
        register = new BackfillRegister(database, fenced);
        planning = new ChunkPlanning(database, fenced);
        claims = new ChunkClaims(database, time);
        division = new ChunkDivision(database, fenced);
        reconciliation = new JournalReconciliation(database);
        undo = new JournalUndo(fenced);
    }

    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) => reading.ReadAsync("{}", cancellationToken);

    public async Task<BackfillStatus?> FindAsync(long id, CancellationToken cancellationToken) =>
        await reading.ReadAsync($$"""{"_id":{{Ejson.Long(id)}}}""", cancellationToken).ConfigureAwait(false) is [var found] ? found : null;

    public async Task<BackfillStatus?> FindAsync(MigrationVersion version, int step, CancellationToken cancellationToken)
    {
        var undone = BackfillTerms.Term(BackfillState.Undone);
        var found = await reading.ReadAsync($$$"""{"step":{{{Ejson.Int(step)}}},"state":{"$ne":"{{{undone}}}"}}""", cancellationToken).ConfigureAwait(false);
        // 1 and 001 are one version.
        return found.FirstOrDefault(status => status.Version == version);
    }

    public Task<long> CreateAsync(Migration migration, int step, BackfillDefinition definition, Lease lease, CancellationToken cancellationToken) =>
        register.CreateAsync(migration, step, (DocumentBackfill)definition, lease, cancellationToken);

    public Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken) => register.AdoptAsync(id, lease, cancellationToken);

    public Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken) => register.TransitionAsync(change, cancellationToken);

    public Task<bool> PlanChunkAsync(BackfillWork work, int size, CancellationToken cancellationToken) => planning.PlanAsync(work, size, cancellationToken);

    public Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken) =>
        claims.ClaimAsync(work, lane, duration, cancellationToken);

    public Task<BatchResult> RunBatchAsync(BackfillWork work, Chunk chunk, BatchBounds bounds, CancellationToken cancellationToken) =>
        new BatchTransaction(database, time, work, chunk, bounds).RunAsync(cancellationToken);

    public Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) => claims.ReleaseAsync(work, chunk, cancellationToken);

    public Task FailAsync(BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken) =>
        claims.FailAsync(work, chunk, error, isTimeout, isFinal, cancellationToken);

    public Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) => division.SplitAsync(work, chunk, cancellationToken);

    public async Task<BackfillStatus> ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken)
    {
        await register.ReportAsync(work, report, cancellationToken).ConfigureAwait(false);
        return await FindAsync(work.Id, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Backfill {work.Id} does not exist.");
    }

    public Task<ServerLoad> ReadLoadAsync(BackfillWork work, CancellationToken cancellationToken) =>
        database.ReadLoadAsync(work.Definition.Source, cancellationToken);

    public Task<string?> ReconcileAsync(BackfillWork work, CancellationToken cancellationToken) => reconciliation.RunAsync(work, cancellationToken);

    public Task<UndoResult?> UndoNextAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken) =>
        undo.NextAsync(work, lease, cancellationToken);

    public Task<ChunkPage> ReadChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken) =>
        chunks.ReadAsync(id, query, cancellationToken);

    public Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken) =>
        reading.ReadConflictsAsync(id, limit, cancellationToken);

    public BatchFailure? Classify(Exception exception) => DocumentBatchFailures.Classify(database, exception);
}
