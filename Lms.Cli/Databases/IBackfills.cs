using Lms.Migrations.Backfills;

namespace Lms.Cli.Databases;

/// <summary>The changes of data of one database that run in batches: look at them and steer them, whoever drives them.</summary>
internal interface IBackfills
{
    /// <summary>All of them, newest first.</summary>
    Task<IReadOnlyList<BackfillStatus>> ListAsync(CancellationToken cancellationToken);

    Task<BackfillStatus> ShowAsync(long id, CancellationToken cancellationToken);

    /// <summary>How one stands, again and again, for as long as anybody reads. May end by itself once it moves no more.</summary>
    IAsyncEnumerable<BackfillStatus> WatchAsync(long id, CancellationToken cancellationToken);

    /// <summary>Writes an operator's request down; the lanes, wherever they are, obey it within one batch.</summary>
    Task<BackfillStatus> SteerAsync(long id, BackfillRequest request, CancellationToken cancellationToken);

    /// <summary>Chunks in order of their numbers, a page at a time.</summary>
    Task<ChunkPage> ListChunksAsync(long id, ChunkQuery query, CancellationToken cancellationToken);

    /// <summary>What a rollback left alone.</summary>
    Task<IReadOnlyList<BackfillConflict>> ConflictsAsync(long id, int limit, CancellationToken cancellationToken);
}

/// <summary>What an operator can ask of a backfill.</summary>
internal enum BackfillRequest
{
    Pause,
    Resume,
    Cancel,
}
