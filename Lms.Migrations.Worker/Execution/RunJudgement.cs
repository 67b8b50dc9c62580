using Lms.Contracts.Failures;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Documents;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Settings;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>How an attempt ended: where the run stands after it, and why.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why, in one sentence; null where the state says it all.</param>
internal sealed record RunEnding(RunState State, string? Reason)
{
    /// <summary>Who brought it there; null for the worker.</summary>
    public string? By { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public Failure? Error { get; init; }

    /// <summary>Not to be tried again before; null for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Since when its server is away; null while it is there.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    /// <summary>Whether anything of its plan may have been done.</summary>
    public bool IsBegun { get; init; }

    /// <summary>Attempts in a row that were lost before anything more was done.</summary>
    public int Losses { get; init; }

    /// <summary>What it would do now, where that is no longer what was approved.</summary>
    public PinnedPlan? NewPlan { get; init; }

    /// <summary>What it has done so far.</summary>
    public RunResultDocument? Result { get; init; }

    /// <summary>The same without secrets.</summary>
    public RunEnding Clean(DocumentRedaction redaction) => this with
    {
        Reason = redaction.Redact(Reason),
        Error = Error is null ? null : redaction.Redact(Error),
        Result = Result is null ? null : redaction.Redact(Result),
    };

    /// <summary>The run with all of this in it.</summary>
    public Run Apply(Run run) => run with
    {
        State = State,
        Error = Error,
        DueAt = DueAt,
        AwaySince = AwaySince,
        Result = Result,
        Plan = NewPlan ?? run.Plan,
        IsBegun = IsBegun && NewPlan is null,
        Losses = Losses,
        Approval = NewPlan is null ? run.Approval : null,
    };
}

/// <summary>Decides what a run becomes when an attempt at it did not end well.</summary>
internal sealed class RunJudgement(WorkerSettings settings)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <param name="run">As it was claimed.</param>
    /// <param name="exception">What ended the attempt.</param>
    /// <param name="stop">Why the worker stopped it itself, where it did.</param>
    /// <param name="record">What the attempt has done.</param>
    /// <param name="now">By the platform's clock.</param>
    public RunEnding Judge(Run run, Exception exception, StopCause stop, ResultRecord record, DateTimeOffset now)
    {
        var ending = (stop, exception) switch
        {
            // Also when it was about to wait, or to be tried again.
            (StopCause.Cancelled cancelled, OperationCanceledException or WindowClosedException) => Cancelled(cancelled),
            (StopCause.Cancelled cancelled, _) when IsAway(exception) => Cancelled(cancelled),
            (_, OperationCanceledException) => new(RunState.Interrupted, "its worker was stopped; another goes on with it"),
            (_, WindowClosedException closed) => new(RunState.WaitingForWindow, closed.Message),
            (_, RefusedException refused) => JudgeRefusal(run, refused),
            _ when IsAway(exception) => JudgeAway(run, exception, record, now),
            _ => Failed(run, exception),
        };
        return ending with { IsBegun = run.IsBegun || record.HasHeldLease, Losses = ending.Losses + (record.HasProgressed ? 0 : run.Losses) };
    }

    private static RunEnding Cancelled(StopCause.Cancelled cancelled) => new(RunState.Cancelled, cancelled.Reason) { By = cancelled.By };

    private static bool IsAway(Exception exception) => exception
        is LeaseLostException or NpgsqlException or TimeoutException
        or DatabaseUnavailableException { Cause: UnavailableCause.Unreachable or UnavailableCause.NotAccepting or UnavailableCause.ConnectionLost };

    private RunEnding JudgeRefusal(Run run, RefusedException refused)
    {
        if (refused.Refusals.All(refusal => refusal is { Kind: RefusalKind.Window, NextOpening: not null }))
            return new RunEnding(RunState.WaitingForWindow, refused.Message);

        // Whoever approved it approved something else; they have to look again.
        return (run.Approval is not null || settings.RequireApproval) && !run.IsBegun && refused.Refusals.All(refusal => refusal.Kind == RefusalKind.PlanChanged)
            ? new RunEnding(RunState.WaitingForApproval, $"its approval is void: {refused.Message}")
            : Failed(run, refused);
    }

    /// <summary>A server that is away comes back; until then the run is tried again, at growing intervals.</summary>
    private RunEnding JudgeAway(Run run, Exception exception, ResultRecord record, DateTimeOffset now)
    {
        // Whoever held the lease had a server, until now.
        var since = record.HasHeldLease ? now : run.AwaySince ?? now;
        if (now - since >= settings.ServerPatience)
            return Failed(run, exception);

        var losses = record.HasHeldLease ? 1 : 0;
        var pause = TimeSpan.FromTicks(Math.Clamp((now - since).Ticks / 4, ShortestPause.Ticks, LongestPause.Ticks));
        return new RunEnding(RunState.Interrupted, exception is MigrationException ? exception.Message : "the platform database did not answer")
        {
            DueAt = now + TimeSpan.FromTicks(Math.Max(pause.Ticks, LostRuns.PauseAfter(losses + (record.HasProgressed ? 0 : run.Losses)).Ticks)),
            AwaySince = since,
            Losses = losses,
        };
    }

    private static RunEnding Failed(Run run, Exception exception)
    {
        var failure = exception.ToFailure(run.Request.Database);
        return new RunEnding(RunState.Failed, failure.Message) { Error = failure };
    }
}
