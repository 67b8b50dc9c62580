namespace Lms.Dashboard.Text;

/// <summary>A state as it is shown: a word, a sign for those who see no colours, and a colour for those who do.</summary>
/// <param name="Label">The word.</param>
/// <param name="Sign">One character.</param>
/// <param name="Tone">The colour's name in the style sheet: <c>good</c>, <c>busy</c>, <c>wait</c>, <c>bad</c>, <c>idle</c>, <c>undone</c>.</param>
public sealed record Look(string Label, string Sign, string Tone)
{
    /// <summary>A run's state.</summary>
    public static Look OfRun(string state) => state switch
    {
        "queued" => new("queued", "…", "idle"),
        "waitingForApproval" => new("waits for approval", "?", "wait"),
        "waitingForWindow" => new("waits for a window", "◷", "wait"),
        "running" => new("running", "▶", "busy"),
        "paused" => new("paused", "‖", "wait"),
        "interrupted" => new("interrupted", "!", "wait"),
        "succeeded" => new("succeeded", "✓", "good"),
        "failed" => new("failed", "✗", "bad"),
        "cancelled" => new("cancelled", "–", "idle"),
        _ => new(state, "·", "idle"),
    };

    /// <summary>A migration's state.</summary>
    public static Look OfMigration(string state) => state switch
    {
        "applied" => new("applied", "✓", "good"),
        "pending" => new("pending", "…", "idle"),
        "failed" => new("failed", "✗", "bad"),
        "modified" => new("file changed", "≠", "bad"),
        "missing" => new("file missing", "∅", "bad"),
        "outOfOrder" => new("came late", "↷", "wait"),
        _ => new(state, "·", "idle"),
    };

    /// <summary>A backfill's state. One whose run is gone without a word is interrupted, which is what the next one to touch it writes down.</summary>
    public static Look OfBackfill(string state, bool isDriven) => state switch
    {
        "running" when !isDriven => new("interrupted", "!", "wait"),
        "running" => new("running", "▶", "busy"),
        "pausing" => new("pausing", "‖", "wait"),
        "paused" => new("paused", "‖", "wait"),
        "interrupted" => new("interrupted", "!", "wait"),
        "cancelling" => new("cancelling", "–", "wait"),
        "cancelled" => new("cancelled", "–", "idle"),
        "failed" => new("failed", "✗", "bad"),
        "succeeded" => new("succeeded", "✓", "good"),
        "undoing" => new("undoing", "↶", "busy"),
        "undone" => new("undone", "↶", "undone"),
        _ => new(state, "·", "idle"),
    };

    /// <summary>What an event of the history did, and how it ended.</summary>
    public static Look OfEvent(string kind, string outcome) => outcome switch
    {
        "failed" => new($"{Words.OfKind(kind)}: failed", "✗", "bad"),
        "cancelled" => new($"{Words.OfKind(kind)}: cancelled", "–", "idle"),
        _ => kind switch
        {
            "migrated" => new("applied", "✓", "good"),
            "rolledBack" => new("rolled back", "↶", "undone"),
            "interrupted" or "windowOverridden" or "leaseTakenOver" => new(Words.OfKind(kind), "!", "wait"),
            _ => new(Words.OfKind(kind), "·", "idle"),
        },
    };

    /// <summary>How an action that the audit holds went.</summary>
    public static Look OfOutcome(string outcome) => outcome switch
    {
        "accepted" => new("accepted", "✓", "good"),
        "refused" => new("refused", "✗", "bad"),
        _ => new(outcome, "…", "idle"),
    };
}
