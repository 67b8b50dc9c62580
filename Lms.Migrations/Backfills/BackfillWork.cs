using Lms.Migrations.Catalog;

namespace Lms.Migrations.Backfills;

/// <summary>A backfill under way, as its lanes see it. A batch commits only while this run's lease holds under this epoch.</summary>
/// <param name="Database">The target's name.</param>
/// <param name="Id">Its number in that database.</param>
/// <param name="Version">The migration that asks for it.</param>
/// <param name="Definition">What it does.</param>
/// <param name="RunId">The run that drives it.</param>
/// <param name="Epoch">The lease under which that run drives it.</param>
internal sealed record BackfillWork(
    string Database, long Id, MigrationVersion Version, BackfillDefinition Definition, Guid RunId, long Epoch);

/// <summary>A stretch of keys that one lane works on: those after <paramref name="After"/>, up to and including
/// <paramref name="To"/>. Keys are in the engine's text form.</summary>
/// <param name="Number">Rising in order of key, except for the second halves of chunks that were split.</param>
/// <param name="After">Exclusive; null for the beginning.</param>
/// <param name="To">Inclusive.</param>
/// <param name="Cursor">The last key walked past; null before the first batch.</param>
/// <param name="Lane">Who claims it.</param>
/// <param name="Attempts">Attempts that were rejected so far.</param>
/// <param name="Timeouts">Batches that ran out of time since it was last divided.</param>
internal sealed record Chunk(int Number, string? After, string To, string? Cursor, string Lane, int Attempts, int Timeouts);

/// <summary>The bounds of one batch.</summary>
/// <param name="Keys">At the most so many keys.</param>
/// <param name="Timeout">Longest time for its statements.</param>
/// <param name="LockTimeout">Longest wait for one row lock.</param>
/// <param name="Claim">For how long the claim is extended.</param>
internal sealed record BatchBounds(int Keys, TimeSpan Timeout, TimeSpan LockTimeout, TimeSpan Claim);

/// <summary>A batch that was committed.</summary>
/// <param name="Keys">Keys walked past.</param>
/// <param name="Matched">What the filter matched.</param>
/// <param name="Modified">What changed.</param>
/// <param name="Held">From the first row lock to the commit.</param>
/// <param name="Cursor">The last key walked past.</param>
/// <param name="ChunkDone">Whether the chunk ended with it, and is recorded as done.</param>
/// <param name="State">How the backfill stood when the batch was committed.</param>
internal sealed record BatchResult(int Keys, long Matched, long Modified, TimeSpan Held, string? Cursor, bool ChunkDone, BackfillState State);

/// <summary>What the driver tells about once a second.</summary>
internal sealed record BackfillReport(double? Rate, int BatchSize, int Lanes, string? Throttle);

/// <summary>How busy a server is.</summary>
/// <param name="Lag">Of the slowest replica; null when there is none.</param>
/// <param name="LagOf">Its name.</param>
/// <param name="Waiters">Sessions that wait for a lock on the source, those of the backfill not counted.</param>
/// <param name="Waiter">One of them, for people.</param>
internal sealed record ServerLoad(TimeSpan? Lag, string? LagOf, int Waiters, string? Waiter);

/// <summary>A part of the journal that was restored.</summary>
internal sealed record UndoResult(long Restored, long Conflicts, BackfillState State);

/// <summary>A change of state.</summary>
/// <param name="Id">The backfill.</param>
/// <param name="From">Where it must be.</param>
/// <param name="To">Where it goes.</param>
/// <param name="By">Who asks, and why: written into the history.</param>
/// <param name="Reason">What the status shall say; null for nothing.</param>
/// <param name="Epoch">The lease under which it is done; null for an operator's request.</param>
internal sealed record BackfillChange(long Id, BackfillState From, BackfillState To, RunContext By, string? Reason, long? Epoch);

/// <summary>What a failed batch means for its lane.</summary>
internal enum BatchFailure
{
    /// <summary>It ran out of time, or a row lock was not granted in time: try fewer keys.</summary>
    TimedOut,

    /// <summary>Another transaction was in the way: try again.</summary>
    Conflict,

    /// <summary>The server is away: try again, for a while.</summary>
    ServerLost,

    /// <summary>The server understood it and said no: the chunk's attempts count.</summary>
    Rejected,
}
