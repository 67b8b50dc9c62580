using Lms.Contracts.Mapping;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Documents;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Execution;

/// <summary>One attempt of this worker at one run: work → tell → end, whatever happens in between.</summary>
internal sealed class RunExecution(
    RunWork work, RunJudgement judgement, EarlierAttempts earlier, PlanCalculation plans, RunStore runs, RunEventStore events, RunClaims claims, PlatformSignals signals,
    WindowBook windows, DocumentRedaction redaction, WorkerIdentity identity, TimeProvider time, ILogger<RunExecution> logger)
{
    /// <summary>How long the end of a run may take to be written when the worker is told to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Does what the run asks for and writes down how it ended.</summary>
    /// <param name="run">A run that this worker has claimed.</param>
    /// <param name="stopping">Cancelled when the worker is told to stop.</param>
    public async Task RunAsync(Run run, CancellationToken stopping)
    {
        using var trace = RunTrace.Begin(run, identity);
        await using var journal = new RunJournal(run, runs, events, identity, time);
        journal.Open();
        var attempt = new Attempt(run, journal, new ResultRecord(run), redaction);
        var ending = run.Cancellation is null && !LostRuns.IsHopeless(run)
            ? await DoAsync(attempt, trace, stopping)
            : await EndAsync(attempt, stopping);
        trace.End(ending);

        using var grace = new CancellationTokenSource();
        await using var bound = stopping.Register(() => grace.CancelAfter(Grace));
        try
        {
            if (!await journal.EndAsync((ending with { Result = attempt.Record.ToDocument(Elapsed(run)) }).Clean(redaction), grace.Token))
                Log.RunLost(logger, run.Id, run.Request.Database);
            else if (ending.State == RunState.Succeeded)
                Log.RunSucceeded(logger, run.Id, run.Request.Database);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.EndUnwritten(logger, run.Id, run.Request.Database);
        }
    }

    private async Task<RunEnding> DoAsync(Attempt attempt, RunTrace trace, CancellationToken stopping)
    {
        var run = attempt.Run;
        await using var watch = new ClaimWatch(run, claims, signals, time, stopping);
        try
        {
            await earlier.TellAsync(run, attempt.Record, attempt.Observe, watch.Token);
            await work.DoAsync(run, attempt.Observe, attempt.Record, watch.Token);
            return new RunEnding(RunState.Succeeded, Reason: null) { IsBegun = true };
        }
#pragma warning disable CA1031 // The run's boundary: whatever ends it becomes a state of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            trace.Fail(exception);
            var ending = judgement.Judge(run, exception, watch.Cause, attempt.Record, windows.Now);
            Log.AttemptEnded(logger, run.Id, run.Request.Database, ending.State, ending.Reason);
            return ending.State == RunState.WaitingForApproval ? await WithNewPlanAsync(attempt, ending, stopping) : ending;
        }
    }

    /// <summary>Ends a run that nobody goes on with, after what it owes.</summary>
    private async Task<RunEnding> EndAsync(Attempt attempt, CancellationToken stopping)
    {
        var run = attempt.Run;
        var failure = LostRuns.ToFailure(run);
        var ending = run.Cancellation is { } cancellation
            ? new RunEnding(RunState.Cancelled, cancellation.Reason) { By = cancellation.By, IsBegun = run.IsBegun }
            : new RunEnding(RunState.Failed, failure.Message) { Error = failure, IsBegun = run.IsBegun, Losses = run.Losses };
        try
        {
            await earlier.TellAsync(run, attempt.Record, attempt.Observe, stopping);
            await work.EndAsync(run, attempt.Observe, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            ending = new RunEnding(RunState.Interrupted, "its worker was stopped; another ends it") { IsBegun = run.IsBegun, Losses = run.Losses };
        }
        catch (MigrationException exception)
        {
            Log.AttemptEnded(logger, run.Id, run.Request.Database, ending.State, exception.Message);
            ending = ending with { Reason = $"{ending.Reason ?? "cancelled"}; what comes after it may be left undone: {exception.Message}" };
        }

        return ending;
    }

    /// <summary>What there is to approve now; where nothing can run any more, the run has failed.</summary>
    private async Task<RunEnding> WithNewPlanAsync(Attempt attempt, RunEnding ending, CancellationToken cancellationToken)
    {
        // What cannot run any more fails, instead of waiting for somebody's approval.
        var run = attempt.Run with { Approval = null, IsBegun = true };
        try
        {
            var plan = await plans.PlanAsync(RunRequest.Read(run.Request), new OverriddenGate(), cancellationToken);
            return plan is { Refusals.Count: 0 }
                ? ending with { NewPlan = plan.Pin() }
                : judgement.Judge(run, new RefusedException(plan!.Refusals), new StopCause.None(), attempt.Record, windows.Now);
        }
        catch (MigrationException exception)
        {
            return judgement.Judge(run, exception, new StopCause.None(), attempt.Record, windows.Now);
        }
    }

    private TimeSpan Elapsed(Run run) => windows.Now - (run.StartedAt ?? windows.Now);

    /// <summary>What one attempt does is told and added up.</summary>
    private sealed record Attempt(Run Run, RunJournal Journal, ResultRecord Record, DocumentRedaction Redaction)
    {
        public void Observe(MigrationEvent happened)
        {
            Record.Add(happened);
            if (Record.HasProgressed)
                Journal.Progress();
            if (happened.ToDocument() is { } told)
                Journal.Write(Redaction.Redact(told));
            if (happened is BackfillProgress { Status: var status })
                Journal.Follow(status);
        }
    }
}
