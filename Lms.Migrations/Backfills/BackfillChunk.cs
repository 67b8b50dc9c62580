namespace Lms.Migrations.Backfills;

/// <summary>Where a chunk stands; the text of each, in lower case, is the contract of <c>migrator.chunks.state</c>.</summary>
public enum ChunkState
{
    /// <summary>A lane may claim it.</summary>
    Pending,

    /// <summary>A lane has claimed it.</summary>
    Running,

    /// <summary>Walked to its end.</summary>
    Done,

    /// <summary>The server rejected it as often as the settings allow; the next run tries it again.</summary>
    Failed,
}

/// <summary>A stretch of keys of a backfill, which one lane at a time works on, and how far that is.</summary>
/// <remarks>Keys are in the server's text form or Extended JSON.</remarks>
/// <param name="Number">From 1, in order of key, but for the second halves of chunks that were divided: they get the next free number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="After">The key before its first, which is not its own; null when it begins with the first key of all.</param>
/// <param name="To">Its last key.</param>
/// <param name="Cursor">The last key walked past; null before the first batch.</param>
/// <param name="Lane">Who has claimed it, as <c>host:process:lane</c>; null when it is not running.</param>
/// <param name="Attempts">How often it was rejected.</param>
/// <param name="Timeouts">Batches that ran out of time since it was last divided.</param>
/// <param name="Keys">Keys that it holds, counted when it was planned or divided.</param>
/// <param name="Processed">Keys walked past, whether they matched or not.</param>
/// <param name="Matched">Rows or documents that the filter matched.</param>
/// <param name="Modified">Those of them whose values changed.</param>
/// <param name="Batches">Batches committed.</param>
/// <param name="Error">Why the last attempt that failed did; null when none has, or it is done.</param>
/// <param name="LeasedUntil">When the claim ends unless a batch extends it, by the server's clock; null when it is not running.</param>
public sealed record BackfillChunk(
    int Number,
    ChunkState State,
    string? After,
    string To,
    string? Cursor,
    string? Lane,
    int Attempts,
    int Timeouts,
    long Keys,
    long Processed,
    long Matched,
    long Modified,
    long Batches,
    string? Error,
    DateTimeOffset? LeasedUntil);
