using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Observation;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Execution;

/// <summary>Runs one step of a plan, and sees to it that its end is remembered, however it ends.</summary>
internal sealed class StepExecution(
    IMigrationDatabase database, Lease lease, EventSink events, MigrationRunnerOptions options, TimeProvider time)
{
    public async Task<StepResult> ExecuteAsync(PlannedStep step, int number, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lease.ThrowIfLost();
        return await StepSpan.RunAsync(
            lease.Database, step, time, () => RunAsync(step, number, count, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<StepResult> RunAsync(PlannedStep step, int number, int count, CancellationToken cancellationToken)
    {
        events.Raise(new StepStarted(step, number, count));
        var began = time.GetTimestamp();
        try
        {
            await database.ExecuteAsync(step, lease, events, cancellationToken).ConfigureAwait(false);
        }
        catch (StepFailedException failure)
        {
            events.Raise(new StepFailed(step, failure));
            var status = failure.ChangedNothing && step.Direction == Direction.Down ? null : StatusAfter(step, HistoryOutcome.Failed);
            await RecordEndAsync(step, status, HistoryOutcome.Failed, Describe(failure), time.GetElapsedTime(began)).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            var status = StatusAfter(step, HistoryOutcome.Cancelled);
            await RecordEndAsync(step, status, HistoryOutcome.Cancelled, "cancelled on request", time.GetElapsedTime(began)).ConfigureAwait(false);
            throw;
        }

        var duration = time.GetElapsedTime(began);
        events.Raise(new StepCompleted(step, duration));
        return new StepResult(step, duration);
    }

    private async Task RecordEndAsync(PlannedStep step, EntryStatus? status, HistoryOutcome outcome, string error, TimeSpan duration)
    {
        var kind = step.Direction == Direction.Up ? HistoryEventKind.Migrated : HistoryEventKind.RolledBack;
        var change = HistoryChange.For(step.Migration, status, kind, outcome) with { Error = error, Duration = duration };
        using var grace = new CancellationTokenSource(options.CleanupTimeout, time);
        try
        {
            await database.RecordAsync([change], lease, grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ServerFailure.Is(exception) || exception is OperationCanceledException)
        {
            // The server is away or the lease is lost, so that nothing can or may be written. The failure being recorded
            // is thrown by the caller and tells the operator more than this one would.
        }
    }

    // What was transactional is as it was before: only a first attempt that failed leaves a mark of its own.
    private static EntryStatus? StatusAfter(PlannedStep step, HistoryOutcome outcome) => step switch
    {
        { Section.Options.Transaction: false } => EntryStatus.Failed,
        { Direction: Direction.Up } when outcome == HistoryOutcome.Failed => EntryStatus.Failed,
        _ => null,
    };

    private static string Describe(StepFailedException failure)
    {
        var place = failure.Line is { } line ? $"{failure.Step.Migration.File}:{line}: " : "";
        var state = failure.SqlState is { } code ? $" (SQLSTATE {code})" : "";
        return $"{place}{failure.Message}{state}";
    }
}
