using Lms.Migrations.Failures;

namespace Lms.Migrations.Backfills;

/// <summary>Which chunks of a backfill to show, in order of their numbers, a page at a time.</summary>
public sealed record ChunkQuery
{
    private const int MostChunks = 1_000;

    /// <summary>Only chunks behind the one of this number: <see cref="ChunkPage.Next"/> of the page before. At least 0; null for the first.</summary>
    public int? After { get; init; }

    /// <summary>How many chunks at the most. Range 1–1,000.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Only those that stand like this; null for all.</summary>
    public ChunkState? State { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="RequestException">A value is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(nameof(Limit), Limit, 1, MostChunks);
        OptionRange.Check(nameof(After), After ?? 0, 0, int.MaxValue);
        if (State is { } state && !Enum.IsDefined(state))
            throw new RequestException(
                $"{nameof(State)} is {state}; known are {string.Join(", ", Enum.GetValues<ChunkState>().Select(BackfillTerms.Term))}.");
    }
}

/// <summary>Some chunks of a backfill, in order of their numbers.</summary>
/// <param name="Chunks">As many as were asked for, or as there are.</param>
/// <param name="Next">What to put into <see cref="ChunkQuery.After"/> for the page behind this one; null when this is the last.</param>
public sealed record ChunkPage(IReadOnlyList<BackfillChunk> Chunks, int? Next)
{
    /// <summary>A page of chunks that were read with one more than it holds, which tells whether another page follows.</summary>
    internal static ChunkPage Of(List<BackfillChunk> read, int limit) =>
        read.Count > limit ? new ChunkPage(read[..limit], read[limit - 1].Number) : new ChunkPage(read, null);
}
