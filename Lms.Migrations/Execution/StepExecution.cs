using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Observation;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Execution;

/// <summary>Runs one step of a plan, and sees to it that its end is remembered, however it ends.</summary>
internal sealed class StepExecution(
    IMigrationDatabase database, Lease lease, EventSink events, IChangeGate? gate, MigrationRunnerOptions options, TimeProvider time)
{
    private readonly EndRecorder ends = new(database, lease, options, time);

    public async Task<StepResult> ExecuteAsync(PlannedStep step, int number, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lease.ThrowIfLost();
        gate.ThrowIfClosed();
        return await StepSpan.RunAsync(
            lease.Database, step, time, () => RunAsync(step, number, count, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<StepResult> RunAsync(PlannedStep step, int number, int count, CancellationToken cancellationToken)
    {
        events.Raise(new StepStarted(step, number, count));
        var began = time.GetTimestamp();
        try
        {
            await database.ExecuteAsync(step, lease, events, gate, cancellationToken).ConfigureAwait(false);
        }
        catch (StepFailedException failure)
        {
            events.Raise(new StepFailed(step, failure));
            var status = failure.ChangedNothing && step.Direction == Direction.Down ? null : StatusAfter(step, HistoryOutcome.Failed);
            await RecordEndAsync(step, status, HistoryOutcome.Failed, Describe(failure), time.GetElapsedTime(began)).ConfigureAwait(false);
            throw;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WindowClosedException)
        {
            var status = StatusAfter(step, HistoryOutcome.Cancelled);
            var why = exception is WindowClosedException ? exception.Message : "cancelled on request";
            await RecordEndAsync(step, status, HistoryOutcome.Cancelled, why, time.GetElapsedTime(began)).ConfigureAwait(false);
            throw;
        }

        var duration = time.GetElapsedTime(began);
        events.Raise(new StepCompleted(step, duration));
        return new StepResult(step, duration);
    }

    private Task RecordEndAsync(PlannedStep step, EntryStatus? status, HistoryOutcome outcome, string error, TimeSpan duration)
    {
        var kind = step.Direction == Direction.Up ? HistoryEventKind.Migrated : HistoryEventKind.RolledBack;
        return ends.RecordAsync(HistoryChange.For(step.Migration, status, kind, outcome) with { Error = error, Duration = duration });
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
