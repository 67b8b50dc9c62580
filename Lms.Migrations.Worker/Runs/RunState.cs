namespace Lms.Migrations.Worker.Runs;

/// <summary>Where a run stands; the text of each is the contract of <c>runs.state</c> and of the API.</summary>
internal enum RunState
{
    /// <summary>A worker may begin it.</summary>
    Queued,

    /// <summary>Somebody other than its asker must approve its plan first.</summary>
    WaitingForApproval,

    /// <summary>A window must open first.</summary>
    WaitingForWindow,

    /// <summary>A worker is at work on it.</summary>
    Running,

    /// <summary>A worker is at work on it, and its backfill was paused by an operator.</summary>
    Paused,

    /// <summary>Its worker died or stopped, or lost the server; a worker goes on with it.</summary>
    Interrupted,

    /// <summary>All of it is done.</summary>
    Succeeded,

    /// <summary>It was stopped by a failure or a guard.</summary>
    Failed,

    /// <summary>It was stopped by somebody.</summary>
    Cancelled,
}

/// <summary>Which state may follow which, and why. States change by compare-and-swap along these edges only.</summary>
internal static class RunTransitions
{
    private static readonly Dictionary<(RunState From, RunState To), string> Edges =
        new()
        {
            [(RunState.WaitingForApproval, RunState.Queued)] = "its plan is approved",
            [(RunState.WaitingForApproval, RunState.WaitingForWindow)] = "its plan is approved, and no window is open",
            [(RunState.WaitingForApproval, RunState.Cancelled)] = "its plan is rejected, or somebody cancels it",
            [(RunState.WaitingForWindow, RunState.Running)] = "a window is open, and a worker takes it",
            [(RunState.WaitingForWindow, RunState.Cancelled)] = "somebody cancels it",
            [(RunState.Queued, RunState.Running)] = "a worker takes it",
            [(RunState.Queued, RunState.WaitingForWindow)] = "the window closed before a worker could take it",
            [(RunState.Queued, RunState.Cancelled)] = "somebody cancels it",
            [(RunState.Running, RunState.Paused)] = "an operator pauses its backfill",
            [(RunState.Running, RunState.WaitingForApproval)] = "what would run is no longer what was approved; nothing was run",
            [(RunState.Running, RunState.WaitingForWindow)] = "its window closes",
            [(RunState.Running, RunState.Interrupted)] = "its worker dies or stops, or a server is away",
            [(RunState.Running, RunState.Succeeded)] = "all of it is done",
            [(RunState.Running, RunState.Failed)] = "a failure or a guard stops it, its server stays away, or it was lost too often",
            [(RunState.Running, RunState.Cancelled)] = "somebody cancels it",
            [(RunState.Paused, RunState.Running)] = "an operator lets its backfill go on",
            [(RunState.Paused, RunState.WaitingForWindow)] = "its window closes",
            [(RunState.Paused, RunState.Interrupted)] = "its worker dies or stops, or a server is away",
            [(RunState.Paused, RunState.Failed)] = "an operator cancels its backfill, or a failure stops it",
            [(RunState.Paused, RunState.Cancelled)] = "somebody cancels it",
            [(RunState.Interrupted, RunState.Running)] = "a worker goes on with it, or takes it to end it",
            [(RunState.Interrupted, RunState.WaitingForWindow)] = "it could go on, and no window is open",
        };

    public static bool IsAllowed(RunState from, RunState to) => Edges.ContainsKey((from, to));

    /// <exception cref="InvalidOperationException">There is no such edge: a fault of this program.</exception>
    public static void Require(RunState from, RunState to)
    {
        if (!IsAllowed(from, to))
            throw new InvalidOperationException($"A run does not go from {from} to {to}.");
    }

    /// <summary>Whether nothing can happen to it any more.</summary>
    public static bool IsOver(RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;

    /// <summary>Whether a worker is at work on it.</summary>
    public static bool IsUnderWay(RunState state) => state is RunState.Running or RunState.Paused;
}
