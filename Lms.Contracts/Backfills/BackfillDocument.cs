namespace Lms.Contracts.Backfills;

/// <summary>The backfills of a database, newest first.</summary>
public sealed record BackfillListDocument(string Name, string Engine, IReadOnlyList<BackfillDocument> Backfills);

/// <summary>One backfill and its database.</summary>
public sealed record BackfillShowDocument(string Name, string Engine, BackfillDocument Backfill);

/// <summary>How a backfill – a change of data that runs in batches – stands.</summary>
/// <param name="Id">Its number in its database, from 1.</param>
/// <param name="Version">The migration that asks for it.</param>
/// <param name="MigrationName">That migration's name.</param>
/// <param name="Statement">The 1-based number of its statement among those of the migration.</param>
/// <param name="Source">The table or collection.</param>
/// <param name="State"><c>running</c>, <c>pausing</c>, <c>paused</c>, <c>interrupted</c>, <c>cancelling</c>, <c>cancelled</c>,
/// <c>failed</c>, <c>succeeded</c>, <c>undoing</c>, <c>undone</c>.</param>
/// <param name="IsDriven">Whether a run that holds the lease is at work on it.</param>
/// <param name="ChangedBy">Who brought it into its state.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="StartedAt">When it began, by the database server's clock.</param>
/// <param name="ChangedAt">When it last changed its state.</param>
/// <param name="RunId">The run that drives it, or drove it last.</param>
/// <param name="Processed">Keys walked past.</param>
/// <param name="Total">Keys in all.</param>
/// <param name="IsTotalExact">False while the total is an estimate.</param>
/// <param name="Fraction">0–1; of the way back while it is undone; null when there is nothing to measure by.</param>
/// <param name="Matched">Rows or documents that matched.</param>
/// <param name="Modified">Those of them that changed.</param>
/// <param name="Batches">Batches committed.</param>
/// <param name="SumBefore">Exact sum before, a decimal number as text; null when none is kept.</param>
/// <param name="SumAfter">Exact sum after.</param>
/// <param name="Chunks">Chunks by state.</param>
/// <param name="RatePerSecond">Keys per second lately; null when nothing is moving.</param>
/// <param name="RemainingMs">Time left at that rate.</param>
/// <param name="BatchSize">Keys in a batch at present.</param>
/// <param name="Lanes">Lanes at work, in all processes.</param>
/// <param name="Throttle">What holds the lanes back; null when nothing does.</param>
/// <param name="Restored">Rows or documents that a rollback restored.</param>
/// <param name="Conflicts">Those that it left alone.</param>
/// <param name="Error">The last error of a chunk.</param>
public sealed record BackfillDocument(
    long Id,
    string Version,
    string MigrationName,
    int Statement,
    string Source,
    string State,
    bool IsDriven,
    string ChangedBy,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt,
    Guid RunId,
    long Processed,
    long Total,
    bool IsTotalExact,
    double? Fraction,
    long Matched,
    long Modified,
    long Batches,
    string? SumBefore,
    string? SumAfter,
    ChunksDocument Chunks,
    double? RatePerSecond,
    long? RemainingMs,
    int? BatchSize,
    int Lanes,
    string? Throttle,
    long Restored,
    long Conflicts,
    string? Error);

/// <summary>How many chunks are in which state.</summary>
public sealed record ChunksDocument(int Pending, int Running, int Done, int Failed);

/// <summary>Chunks of a backfill, in order of number.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Backfill">The backfill's number.</param>
/// <param name="Chunks">In order of number.</param>
/// <param name="Next">What to ask for as <c>after</c> to get the next page; null on the last one.</param>
public sealed record ChunkListDocument(string Name, string Engine, long Backfill, IReadOnlyList<ChunkDocument> Chunks, int? Next);

/// <summary>A stretch of keys that one lane works on; keys as the server's text or as Extended JSON.</summary>
/// <param name="Number">From 1.</param>
/// <param name="State"><c>pending</c>, <c>running</c>, <c>done</c>, <c>failed</c>.</param>
/// <param name="After">Its keys come after this one; null for the beginning.</param>
/// <param name="To">Its last key.</param>
/// <param name="Cursor">The last key walked past; null before the first batch.</param>
/// <param name="Lane">Who works on it, or did last.</param>
/// <param name="Attempts">Attempts that the server rejected.</param>
/// <param name="Timeouts">Batches that ran out of time since it was last divided.</param>
/// <param name="Keys">Keys that it holds.</param>
/// <param name="Processed">Keys walked past.</param>
/// <param name="Matched">What matched.</param>
/// <param name="Modified">What changed.</param>
/// <param name="Batches">Batches committed.</param>
/// <param name="Error">Why the last attempt was rejected; null when none was.</param>
/// <param name="LeasedUntil">Until when it is claimed; null when it is not.</param>
public sealed record ChunkDocument(
    int Number, string State, string? After, string To, string? Cursor, string? Lane, int Attempts, int Timeouts, long Keys, long Processed,
    long Matched, long Modified, long Batches, string? Error, DateTimeOffset? LeasedUntil);

/// <summary>What a rollback left alone.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Backfill">The backfill's number.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Conflicts">The first of them, in order of key.</param>
public sealed record ConflictListDocument(string Name, string Engine, long Backfill, long Total, IReadOnlyList<ConflictDocument> Conflicts);

/// <summary>A value that a rollback left alone; values as the server's text or as Extended JSON.</summary>
/// <param name="Key">The key of its row or document.</param>
/// <param name="Field">The column or path.</param>
/// <param name="Before">What stood there before the backfill; null for nothing.</param>
/// <param name="Written">What the backfill wrote.</param>
/// <param name="Found">What the rollback found; null for nothing.</param>
/// <param name="IsDeleted">Whether the row or document is gone.</param>
public sealed record ConflictDocument(string Key, string Field, string? Before, string? Written, string? Found, bool IsDeleted);
