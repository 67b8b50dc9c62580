using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Backfills in <c>migrator.backfills</c>, <c>migrator.chunks</c> and <c>migrator.undo</c>.</summary>
#pragma warning disable CS9113 // Filled in with the next change.
internal sealed class PostgresBackfillStore(PostgresSession session) : IBackfillStore
#pragma warning restore CS9113
{
    public Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BackfillStatus?> FindAsync(long id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BackfillStatus?> FindAsync(MigrationVersion version, int step, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> CreateAsync(Migration migration, int step, BackfillDefinition definition, Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> PlanChunkAsync(BackfillWork work, int size, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BatchResult> RunBatchAsync(BackfillWork work, Chunk chunk, BatchBounds bounds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task FailAsync(BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BackfillStatus> ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ServerLoad> ReadLoadAsync(BackfillWork work, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> ReconcileAsync(BackfillWork work, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<UndoResult?> UndoNextAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public BatchFailure? Classify(Exception exception) => throw new NotSupportedException();
}
