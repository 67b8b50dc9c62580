namespace Lms.Migrations.Backfills;

/// <summary>Where a backfill stands; the text of each, in lower case, is the contract of <c>migrator.backfills.state</c>.</summary>
public enum BackfillState
{
    /// <summary>Lanes claim chunks.</summary>
    Running,

    /// <summary>A pause was asked for; lanes end their batch.</summary>
    Pausing,

    /// <summary>No lane works until it is resumed.</summary>
    Paused,

    /// <summary>Its run ended or died before it was done; the next run goes on with it.</summary>
    Interrupted,

    /// <summary>It was asked to stop; lanes end their batch.</summary>
    Cancelling,

    /// <summary>Stopped on request. What was done stays and is journaled; the next run goes on with it.</summary>
    Cancelled,

    /// <summary>Chunks are left that the server rejected; the next run tries them again.</summary>
    Failed,

    /// <summary>Every chunk is done.</summary>
    Succeeded,

    /// <summary>A rollback restores what the journal holds.</summary>
    Undoing,

    /// <summary>Everything is restored that still was as the backfill had written it.</summary>
    Undone,
}

/// <summary>Which state may follow which, and why. States change by compare-and-swap along these edges only.</summary>
internal static class BackfillTransitions
{
    private static readonly Dictionary<(BackfillState From, BackfillState To), string> Edges =
        new()
        {
            [(BackfillState.Running, BackfillState.Pausing)] = "an operator asks for a pause",
            [(BackfillState.Running, BackfillState.Cancelling)] = "an operator asks to stop",
            [(BackfillState.Running, BackfillState.Interrupted)] = "its run is cancelled, loses the server or its window, or died",
            [(BackfillState.Running, BackfillState.Failed)] = "chunks are left that the server rejects",
            [(BackfillState.Running, BackfillState.Succeeded)] = "every chunk is done",
            [(BackfillState.Pausing, BackfillState.Paused)] = "every lane has ended its batch",
            [(BackfillState.Pausing, BackfillState.Running)] = "the operator thinks better of it",
            [(BackfillState.Pausing, BackfillState.Cancelling)] = "an operator asks to stop",
            [(BackfillState.Paused, BackfillState.Running)] = "an operator resumes it",
            [(BackfillState.Paused, BackfillState.Cancelling)] = "an operator asks to stop, and its run is there to do it",
            [(BackfillState.Paused, BackfillState.Cancelled)] = "an operator stops it, and no run is there",
            [(BackfillState.Interrupted, BackfillState.Running)] = "the next run goes on",
            [(BackfillState.Interrupted, BackfillState.Paused)] = "an operator holds the next run back",
            [(BackfillState.Interrupted, BackfillState.Cancelled)] = "an operator stops it, and no run is there",
            [(BackfillState.Cancelling, BackfillState.Cancelled)] = "every lane has ended its batch",
            [(BackfillState.Cancelled, BackfillState.Running)] = "the next run goes on",
            [(BackfillState.Failed, BackfillState.Running)] = "the next run tries again",
            [(BackfillState.Succeeded, BackfillState.Running)] = "its run died between the last chunk and the history; the next one makes sure",
            [(BackfillState.Succeeded, BackfillState.Undoing)] = "it is rolled back",
            [(BackfillState.Failed, BackfillState.Undoing)] = "what it did is rolled back",
            [(BackfillState.Cancelled, BackfillState.Undoing)] = "what it did is rolled back",
            [(BackfillState.Paused, BackfillState.Undoing)] = "what it did is rolled back",
            [(BackfillState.Interrupted, BackfillState.Undoing)] = "what it did is rolled back",
            [(BackfillState.Undoing, BackfillState.Undone)] = "the journal is empty",
        };

    /// <summary>What an active state becomes when the run that was at work is gone; null for states that stay as they are.</summary>
    public static BackfillState? Settled(BackfillState state) => state switch
    {
        BackfillState.Running => BackfillState.Interrupted,
        BackfillState.Pausing => BackfillState.Paused,
        BackfillState.Cancelling => BackfillState.Cancelled,
        _ => null,
    };

    public static bool IsAllowed(BackfillState from, BackfillState to) => Edges.ContainsKey((from, to));
}
