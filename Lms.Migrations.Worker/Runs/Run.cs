using Lms.Contracts.Failures;
using Lms.Contracts.Runs;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Worker.Runs;

/// <summary>A run as the platform database knows it.</summary>
internal sealed record Run
{
    public required Guid Id { get; init; }

    public required RunRequestDocument Request { get; init; }

    public required RunState State { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Not before this time; null for none.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The worker that is or was at work on it.</summary>
    public Guid? Worker { get; init; }

    public string? WorkerName { get; init; }

    /// <summary>Rises with every worker that takes it: what a worker writes counts only under its own.</summary>
    public long Claim { get; init; }

    /// <summary>How often a worker began it.</summary>
    public int Attempts { get; init; }

    /// <summary>Attempts in a row that were lost – worker or server gone – before anything more was done.</summary>
    public int Losses { get; init; }

    /// <summary>What it does; null before that is known, and for kinds that only change the history.</summary>
    public PinnedPlan? Plan { get; init; }

    /// <summary>Whether a worker has begun with <see cref="Plan"/>, so that some of it may be done, and nothing else may be done instead.</summary>
    public bool IsBegun { get; init; }

    public ApprovalDocument? Approval { get; init; }

    public CancellationDocument? Cancellation { get; init; }

    public RunResultDocument? Result { get; init; }

    public Failure? Error { get; init; }

    /// <summary>The id of its newest event.</summary>
    public long LastEvent { get; init; }

    /// <summary>The trace that all attempts belong to.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Since when its server is away; null while it is there.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    /// <summary>What somebody approves: the plan, or, for kinds without one, the request itself.</summary>
    public string ApprovalHash => Plan?.Hash ?? RequestHash.Of(Request);
}
