using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Backfills;

/// <summary>What backfills need of a database. Correctness rests here: a batch commits its rows, its cursor, its counts and its
/// pre-images together, and only while its claim and the run's lease hold.</summary>
/// <remarks>Safe for concurrent use: each lane's calls run on a connection of their own.</remarks>
internal interface IBackfillStore
{
    /// <summary>All backfills, newest first; empty where the engine never ran.</summary>
    Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One backfill; null when there is none of that number.</summary>
    Task<BackfillStatus?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>The newest backfill of a migration's statement that was not undone; null when there is none.</summary>
    Task<BackfillStatus?> FindAsync(MigrationVersion version, int step, CancellationToken cancellationToken);

    /// <summary>Checks the definition against the server and writes down a new backfill, running, with no chunk yet.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="BackfillRefusedException">The source, its key or a column is not as the definition needs it.</exception>
    Task<long> CreateAsync(Migration migration, int step, BackfillDefinition definition, Lease lease, CancellationToken cancellationToken);

    /// <summary>Makes the lease's holder the one that drives it: every claim made under an earlier epoch is void from now on, and
    /// rejected chunks may be tried again.</summary>
    Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken);

    /// <summary>Moves from one state to another if it still is in the first, and tells of it in the history.</summary>
    /// <returns>Whether it was.</returns>
    Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken);

    /// <summary>Writes the next chunk of up to so many keys.</summary>
    /// <returns>False when the end is reached; it is remembered, and nothing is planned from then on.</returns>
    Task<bool> PlanChunkAsync(BackfillWork work, int size, CancellationToken cancellationToken);

    /// <summary>Claims the next chunk that is pending, or whose claim has run out; null when there is none.</summary>
    Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Walks up to so many keys further, in one transaction, and extends the claim.</summary>
    /// <exception cref="ClaimLostException">Somebody else has the chunk, the run's lease is lost, or the backfill was taken over.</exception>
    Task<BatchResult> RunBatchAsync(BackfillWork work, Chunk chunk, BatchBounds bounds, CancellationToken cancellationToken);

    /// <summary>Gives a chunk back as it is, so that another lane may claim it at once.</summary>
    Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken);

    /// <summary>Writes down that the server rejected the chunk or that it ran out of time; with attempts left it is pending again.</summary>
    Task FailAsync(BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken);

    /// <summary>Divides what is left of a chunk into two, both pending; false when too little is left.</summary>
    Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken);

    /// <summary>Writes what the driver knows of rate, batch size and throttle, and reads how everything stands.</summary>
    Task<BackfillStatus> ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken);

    /// <summary>How busy the server is.</summary>
    Task<ServerLoad> ReadLoadAsync(BackfillWork work, CancellationToken cancellationToken);

    /// <summary>Counts and sums the journal anew, by itself, and compares it with what the chunks say.</summary>
    /// <returns>What differs, in words; null when nothing does or nothing is journaled.</returns>
    Task<string?> ReconcileAsync(BackfillWork work, CancellationToken cancellationToken);

    /// <summary>Restores one part of the journal, newest first, in one transaction; null when nothing is left.</summary>
    Task<UndoResult?> UndoNextAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken);

    /// <summary>A page of its chunks, in order of their numbers; empty when there is no such backfill.</summary>
    Task<ChunkPage> ReadChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken);

    /// <summary>What a rollback left alone, in order of key.</summary>
    Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken);

    /// <summary>What an exception of a batch means for the lane that ran it; null when it is none of the driver's.</summary>
    BatchFailure? Classify(Exception exception);
}
