namespace Lms.Migrations.Backfills;

/// <summary>The words that stand in the database, in JSON and on the screen for states.</summary>
public static class BackfillTerms
{
    private static readonly BackfillState[] States = Enum.GetValues<BackfillState>();
    private static readonly ChunkState[] ChunkStates = Enum.GetValues<ChunkState>();

    /// <summary>The word for a state: <c>running</c>, <c>pausing</c>, …</summary>
    public static string Term(BackfillState state) => state switch
    {
        BackfillState.Running => "running",
        BackfillState.Pausing => "pausing",
        BackfillState.Paused => "paused",
        BackfillState.Interrupted => "interrupted",
        BackfillState.Cancelling => "cancelling",
        BackfillState.Cancelled => "cancelled",
        BackfillState.Failed => "failed",
        BackfillState.Succeeded => "succeeded",
        BackfillState.Undoing => "undoing",
        BackfillState.Undone => "undone",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The word for a chunk's state: <c>pending</c>, <c>running</c>, <c>done</c>, <c>failed</c>.</summary>
    public static string Term(ChunkState state) => state switch
    {
        ChunkState.Pending => "pending",
        ChunkState.Running => "running",
        ChunkState.Done => "done",
        ChunkState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    internal static BackfillState ReadState(string term)
    {
        foreach (var state in States)
        {
            if (Term(state) == term)
                return state;
        }

        throw new FormatException($"'{term}' is not a state of a backfill that this version of the engine knows.");
    }

    internal static ChunkState ReadChunkState(string term)
    {
        foreach (var state in ChunkStates)
        {
            if (Term(state) == term)
                return state;
        }

        throw new FormatException($"'{term}' is not a state of a chunk that this version of the engine knows.");
    }
}
