namespace Lms.Contracts.Runs;

/// <summary>How a run can stand.</summary>
public static class RunStates
{
    /// <summary>It begins when its turn comes.</summary>
    public const string Queued = "queued";

    /// <summary>Somebody other than its asker must look at its plan.</summary>
    public const string WaitingForApproval = "waitingForApproval";

    /// <summary>It begins when a window opens.</summary>
    public const string WaitingForWindow = "waitingForWindow";

    /// <summary>A worker is at work on it.</summary>
    public const string Running = "running";

    /// <summary>A backfill of it is paused.</summary>
    public const string Paused = "paused";

    /// <summary>Its worker is gone; the next one goes on with it.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>It ended well.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It failed.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody stopped it, or said no.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of them, in the order of a run's life.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Queued, WaitingForApproval, WaitingForWindow, Running, Paused, Interrupted, Succeeded, Failed, Cancelled];

    /// <summary>Whether nothing can happen to it any more.</summary>
    public static bool IsOver(string state) => state is Succeeded or Failed or Cancelled;
}
