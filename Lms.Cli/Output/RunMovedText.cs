using Lms.Cli.Databases.Remote;
using Lms.Contracts.Runs;

namespace Lms.Cli.Output;

/// <summary>What the states of a worker's run are in words.</summary>
internal static class RunMovedText
{
    /// <summary>The line that stays; null for what goes without saying, and for what the backfill that is paused tells itself.</summary>
    public static Phrase[]? Lasting(RunMoved moved, DateTimeOffset now) => moved switch
    {
        { To: RunStates.Interrupted } => [Phrase.Notice($"! interrupted: {moved.Reason ?? "its worker is gone"}")],
        { To: RunStates.Running, From: RunStates.Interrupted } => [Phrase.Notice($"▶ taken over by {moved.By}: {moved.Reason ?? "goes on"}")],
        { To: RunStates.Running, From: RunStates.WaitingForWindow } => [Phrase.Notice($"▶ its window is open: {moved.By} is at work on it")],
        { To: RunStates.Queued or RunStates.WaitingForWindow, From: RunStates.WaitingForApproval, Wait: not RunWait.Turn } =>
            [Phrase.Good("✓ "), $"approved by {Who(moved)}", Phrase.Notice(moved.Wait is null ? "" : $"; {Waits(moved, now)}")],
        { To: RunStates.WaitingForApproval, From: RunStates.Running } => [Phrase.Notice($"! {moved.Reason}; {Waits(moved, now)}")],
        { To: RunStates.WaitingForApproval or RunStates.WaitingForWindow } or { To: RunStates.Queued, Wait: not null } =>
            [Phrase.Notice($"‖ {Waits(moved, now)}")],
        _ => null,
    };

    /// <summary>What the live block shows while the state lasts.</summary>
    public static string Now(RunMoved moved, DateTimeOffset now) => moved.To switch
    {
        RunStates.Queued or RunStates.WaitingForApproval or RunStates.WaitingForWindow => Waits(moved, now),
        RunStates.Interrupted => "interrupted, waiting for a worker that goes on with it",
        RunStates.Paused => "paused",
        _ => $"{moved.By} is at work on it",
    };

    private static string Waits(RunMoved moved, DateTimeOffset now) => (moved.Wait, moved.To) switch
    {
        (RunWait.Approval approval, _) =>
            $"waits for approval of plan {HumanText.ShortHash(approval.PlanHash)}… by somebody other than {approval.Asker}: lms run approve {moved.RunId}",
        (RunWait.Window { Opening: { } opening }, _) => $"waits for its window, which opens {HumanText.Of(opening)}, {HumanText.Relative(opening, now)}",
        (RunWait.Window window, _) => $"waits for a window: {window.Why}",
        (RunWait.Time { Due: var due }, _) => $"waits until {HumanText.Of(due)}, {HumanText.Relative(due, now)}",
        (RunWait.Turn { Ahead: var ahead }, _) =>
            $"queued behind run {HumanText.ShortId(ahead.Id)} ({RunRequestText.Of(ahead.Request)}, by {ahead.Actor})",
        (_, RunStates.WaitingForApproval) => "waits for approval",
        (_, RunStates.WaitingForWindow) => "waits for its window",
        _ => "queued",
    };

    private static string Who(RunMoved moved) => string.IsNullOrEmpty(moved.Reason) ? moved.By : $"{moved.By} ({moved.Reason})";
}
