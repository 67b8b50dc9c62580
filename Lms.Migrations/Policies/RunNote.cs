using Lms.Migrations.History;

namespace Lms.Migrations.Policies;

/// <summary>Something about how a run came about that the history of the database shall keep.</summary>
public sealed record RunNote
{
    private RunNote(HistoryEventKind kind, string actor, string? reason, string detail)
    {
        Kind = kind;
        Actor = actor;
        Reason = reason;
        Detail = detail;
    }

    internal HistoryEventKind Kind { get; }

    internal string Actor { get; }

    internal string? Reason { get; }

    internal string Detail { get; }

    /// <summary>Whether an event of the same run tells it. Why a window is closed is put differently at another time; what was approved
    /// is another thing when the plan is another.</summary>
    internal bool IsToldBy(HistoryEvent happened) =>
        happened.Kind == Kind && happened.Actor == Actor && happened.Reason == Reason
        && (Kind == HistoryEventKind.WindowOverridden || happened.Detail == Detail);

    /// <summary>Somebody other than the asker approved the plan.</summary>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why, in their words; null when they gave none.</param>
    /// <param name="planHash">What they approved.</param>
    public static RunNote Approved(string by, string? reason, string planHash) =>
        new(HistoryEventKind.Approved, by, reason, $"plan {planHash}");

    /// <summary>The run does not wait for a window.</summary>
    /// <param name="by">Who said so.</param>
    /// <param name="reason">Why; never empty.</param>
    /// <param name="closed">Why no change could begin.</param>
    public static RunNote WindowOverridden(string by, string reason, string closed) =>
        new(HistoryEventKind.WindowOverridden, by, reason, closed);
}
