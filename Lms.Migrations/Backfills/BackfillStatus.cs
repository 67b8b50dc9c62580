using Lms.Migrations.Catalog;

namespace Lms.Migrations.Backfills;

/// <summary>How a backfill stands.</summary>
public sealed record BackfillStatus
{
    /// <summary>Its number in its database, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>The migration that asks for it.</summary>
    public required MigrationVersion Version { get; init; }

    /// <summary>The migration's name.</summary>
    public required string Name { get; init; }

    /// <summary>The 1-based number of its statement among those of the migration.</summary>
    public required int Step { get; init; }

    /// <summary>The checksum of the migration when it was begun.</summary>
    public required string Checksum { get; init; }

    /// <summary>The run that drives it, or drove it last.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The lease under which that run drives it.</summary>
    public required long Epoch { get; init; }

    /// <summary>The table or collection.</summary>
    public required string Source { get; init; }

    /// <summary>Where it stands.</summary>
    public required BackfillState State { get; init; }

    /// <summary>Whether a run that holds the lease is at work on it now.</summary>
    public bool IsDriven { get; init; }

    /// <summary>Who brought it into its state.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>Why, in their words or the engine's; null when nothing was said.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was begun, by the server's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last changed state, by the server's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Keys that all chunks planned so far hold.</summary>
    public long Planned { get; init; }

    /// <summary>Whether the planner has reached the end, so that <see cref="Planned"/> is all.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Keys that there are about, by the server's statistics when it began.</summary>
    public long Estimated { get; init; }

    /// <summary>Keys walked past, whether they matched or not.</summary>
    public long Processed { get; init; }

    /// <summary>Rows or documents that the filter matched.</summary>
    public long Matched { get; init; }

    /// <summary>Those of them whose values changed.</summary>
    public long Modified { get; init; }

    /// <summary>Batches committed.</summary>
    public long Batches { get; init; }

    /// <summary>Exact sum before, over what matched; a decimal number. Null when the migration names no sum.</summary>
    public string? SumBefore { get; init; }

    /// <summary>Exact sum after, over what matched.</summary>
    public string? SumAfter { get; init; }

    /// <summary>Chunks by state.</summary>
    public ChunkCounts Chunks { get; init; } = new(0, 0, 0, 0);

    /// <summary>Rows or documents that a rollback has restored.</summary>
    public long Restored { get; init; }

    /// <summary>Those that it left alone because they were changed or deleted since.</summary>
    public long Conflicts { get; init; }

    /// <summary>Keys per second lately; null when nothing is moving.</summary>
    public double? Rate { get; init; }

    /// <summary>Keys in a batch at present.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Lanes at work in all processes.</summary>
    public int Lanes { get; init; }

    /// <summary>What holds the lanes back at present; null when nothing does.</summary>
    public string? Throttle { get; init; }

    /// <summary>The last error of a chunk; null when none failed.</summary>
    public string? Error { get; init; }

    /// <summary>Keys in all: exact once planning is done, an estimate before.</summary>
    public long Total => IsPlanned ? Planned : Math.Max(Planned, Estimated);

    /// <summary>0–1, of the way forward or, once it is being undone, of the way back; null when there is nothing to measure by.</summary>
    public double? Fraction => this switch
    {
        // The journal holds what was changed, so that is all there is to restore.
        { State: BackfillState.Undoing or BackfillState.Undone } => Modified == 0 ? 1 : Math.Min(1, (double)(Restored + Conflicts) / Modified),
        { Total: 0 } => IsPlanned ? 1 : null,
        _ => Math.Min(1, (double)Processed / Total),
    };

    /// <summary>Time left at the present rate; null when nothing is moving.</summary>
    public TimeSpan? Remaining => (State, Rate) switch
    {
        (BackfillState.Running, > 0) => TimeSpan.FromSeconds(Math.Max(0, Total - Processed) / Rate.Value),
        (BackfillState.Undoing, > 0) => TimeSpan.FromSeconds(Math.Max(0, Modified - Restored - Conflicts) / Rate.Value),
        _ => null,
    };
}

/// <summary>How many chunks are in which state.</summary>
public sealed record ChunkCounts(int Pending, int Running, int Done, int Failed)
{
    /// <summary>All of them.</summary>
    public int All => Pending + Running + Done + Failed;
}

/// <summary>A value that a rollback left alone, because it no longer was what the backfill had written.</summary>
/// <param name="Key">The key, in the server's text form or Extended JSON.</param>
/// <param name="Field">The column or path.</param>
/// <param name="Before">What stood there before the backfill; null when nothing did.</param>
/// <param name="Written">What the backfill wrote.</param>
/// <param name="Found">What the rollback found; null when nothing was there, or the row is gone.</param>
/// <param name="IsDeleted">Whether the row or document is gone.</param>
public sealed record BackfillConflict(string Key, string Field, string? Before, string? Written, string? Found, bool IsDeleted);
