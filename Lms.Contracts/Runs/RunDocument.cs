using Lms.Contracts.Backfills;
using Lms.Contracts.Databases;
using Lms.Contracts.Failures;

namespace Lms.Contracts.Runs;

/// <summary>A run: one request to change a database, and what became of it.</summary>
public sealed record RunDocument
{
    /// <summary>Names it here, in the database's history and in traces.</summary>
    public required Guid Id { get; init; }

    /// <summary>What was asked for.</summary>
    public required RunRequestDocument Request { get; init; }

    /// <summary><c>queued</c>, <c>waitingForApproval</c>, <c>waitingForWindow</c>, <c>running</c>, <c>paused</c>, <c>interrupted</c>,
    /// <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>What it waits for, in one sentence; null while it waits for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Who asked.</summary>
    public required string Actor { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Not before this time; null for none.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When a worker first began it; null while none has.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The worker that is at work on it, or was last.</summary>
    public string? Worker { get; init; }

    /// <summary>How often a worker began it: more than once after a take-over, a lost server or a closed window.</summary>
    public int Attempts { get; init; }

    /// <summary>What would be done, or is done: known before it begins.</summary>
    public RunPlanDocument? Plan { get; init; }

    /// <summary>Who approved it; null where nobody has, or need not.</summary>
    public ApprovalDocument? Approval { get; init; }

    /// <summary>Who asked to cancel it; null where nobody has.</summary>
    public CancellationDocument? Cancellation { get; init; }

    /// <summary>What it has done, also when it then failed; null until it has ended.</summary>
    public RunResultDocument? Result { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public Failure? Error { get; init; }

    /// <summary>The id of its newest event; watch from there to miss nothing.</summary>
    public long LastEvent { get; init; }
}

/// <summary>What a run is to do, by names; its statements are in the plan of the database.</summary>
/// <param name="Hash">What an approval is given for.</param>
/// <param name="Direction"><c>up</c> or <c>down</c>; null for a run that changes the history only.</param>
/// <param name="Steps">In order of execution.</param>
public sealed record RunPlanDocument(string Hash, string? Direction, IReadOnlyList<StepReference> Steps);

/// <summary>Names one migration.</summary>
public sealed record StepReference(string Version, string Name);

/// <summary>Somebody said yes to a plan.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="PlanHash">To which plan.</param>
public sealed record ApprovalDocument(string By, DateTimeOffset At, string? Reason, string PlanHash);

/// <summary>Somebody asked for a run to stop.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="IsRejection">Whether that was the answer to the question whether it may begin.</param>
public sealed record CancellationDocument(string By, DateTimeOffset At, string? Reason, bool IsRejection = false);

/// <summary>What a run has done. What its kind does not do is empty.</summary>
public sealed record RunResultDocument
{
    /// <summary>Migrations applied or undone, in order.</summary>
    public IReadOnlyList<StepDocument> Steps { get; init; } = [];

    /// <summary>Backfills as they were when it ended.</summary>
    public IReadOnlyList<BackfillDocument> Backfills { get; init; } = [];

    /// <summary>Seeders that ran or were skipped.</summary>
    public IReadOnlyList<SeededDocument> Seeders { get; init; } = [];

    /// <summary>Migrations adopted or marked.</summary>
    public IReadOnlyList<MigrationDocument> Entries { get; init; } = [];

    /// <summary>What was repaired.</summary>
    public IReadOnlyList<RepairFindingDocument> Repaired { get; init; } = [];

    /// <summary>From the first attempt's begin to the end.</summary>
    public long DurationMs { get; init; }
}

/// <summary>One migration that was applied or undone.</summary>
public sealed record StepDocument(string Version, string Name, long DurationMs);

/// <summary>A page of runs, newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Next">What to ask for as <c>before</c> to get the next page; null on the last one.</param>
public sealed record RunListDocument(IReadOnlyList<RunDocument> Runs, string? Next);

/// <summary>Says yes or no to a run that waits for it, or asks for it to stop.</summary>
/// <param name="PlanHash">For a yes: the plan that was looked at.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record DecisionDocument(string? PlanHash = null, string? Reason = null);
