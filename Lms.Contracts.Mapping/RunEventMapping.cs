using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Seeding;

namespace Lms.Contracts.Mapping;

/// <summary>What happens in a run, to the contract and back.</summary>
public static class RunEventMapping
{
    /// <summary>The event for those who watch; null for one that the run's state tells anyway.</summary>
    public static RunEvent? ToDocument(this MigrationEvent happened) => happened switch
    {
        WaitingForLease wait => new WaitingForLeaseEvent(wait.Holder.ToDocument(), Milliseconds(wait.Waited)),
        LeaseAcquired acquired => new LeaseAcquiredEvent(acquired.Epoch, acquired.TakenOverFrom?.ToDocument()),
        RunPlanned planned => new PlannedEvent(planned.Plan.Direction.Wire(), [.. planned.Plan.Steps.Select(ToReference)]),
        HookStarted hook => new HookStartedEvent(hook.Hook, hook.Moment.Wire()),
        HookEnded hook => new HookEndedEvent(hook.Hook, hook.Moment.Wire(), Milliseconds(hook.Duration), hook.Detail, hook.Error),
        StepStarted started => new StepStartedEvent(started.Step.ToReference(), started.Number, started.Count),
        StatementStarted started => new StatementStartedEvent(started.Step.ToReference(), started.Number, started.Count, started.Summary),
        WaitingForLock wait => new WaitingForLockEvent(wait.Step.ToReference(), [.. wait.Blockers.Select(FailureMapping.ToDocument)], Milliseconds(wait.Waited)),
        RetryScheduled retry => new RetryScheduledEvent(
            retry.Step.ToReference(), retry.Attempt, retry.Attempts, Milliseconds(retry.Delay), retry.Cause, [.. retry.Blockers.Select(FailureMapping.ToDocument)]),
        IndexBuildProgress build => new IndexBuildProgressEvent(build.Step.ToReference(), build.Index, build.Phase, build.Fraction),
        IndexFound found => new IndexFoundEvent(found.Step.ToReference(), found.Index, found.Invalid),
        BackfillProgress progress => new BackfillProgressEvent(progress.Step.ToReference(), progress.Status.ToDocument()),
        BackfillEnded ended => new BackfillEndedEvent(ended.Step.ToReference(), ended.Status.ToDocument()),
        StepCompleted done => new StepCompletedEvent(done.Step.ToReference(), Milliseconds(done.Duration)),
        StepFailed failed => new StepFailedEvent(failed.Step.ToReference(), failed.Failure.ToFailure(database: null)),
        SeederStarted started => new SeederStartedEvent(started.Name, started.Number, started.Count),
        SeederCompleted done => new SeederCompletedEvent(done.Name, Milliseconds(done.Duration), done.Rows),
        SeederSkipped skipped => new SeederSkippedEvent(skipped.Name, skipped.Why),
        RunCompleted => null,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "An event without a place in the contract."),
    };

    /// <summary>Names the migration of a step.</summary>
    public static StepReference ToReference(this PlannedStep step) => new(step.Migration.Version.ToString(), step.Migration.Name);

    /// <summary>The event as the engine would have raised it, as far as those who show events look at it; null for a change of the
    /// run's state, which the engine does not know, and for one with words that are newer than this version.</summary>
    /// <param name="happened">What a worker told.</param>
    /// <param name="database">The run's database.</param>
    /// <param name="direction">The run's direction.</param>
    public static MigrationEvent? ToEvent(this RunEvent happened, string database, Direction direction)
    {
        try
        {
            return Convert(happened, database, direction);
        }
        catch (FormatException)
        {
            // Whoever watches misses a line, and not the run.
            return null;
        }
    }

    /// <summary>A step by its name alone.</summary>
    public static PlannedStep ToStep(this StepReference reference, Direction direction)
    {
        var nothing = new MigrationSection([], SectionOptions.Default);
        var migration = new Migration(MigrationVersion.Parse(reference.Version), reference.Name, null, "", "", nothing, [], nothing);
        return new PlannedStep(migration, direction, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
    }

    private static MigrationEvent? Convert(RunEvent happened, string database, Direction direction)
    {
        PlannedStep Step(StepReference reference) => ToStep(reference, direction);

        return happened switch
        {
            WaitingForLeaseEvent wait => new WaitingForLease(wait.Holder.ToHolder(), Duration(wait.WaitedMs)),
            LeaseAcquiredEvent acquired => new LeaseAcquired(acquired.Epoch, acquired.TakenOverFrom?.ToHolder()),
            PlannedEvent planned => new RunPlanned(new MigrationPlan(database, WireName.Require<Direction>(planned.Direction), [.. planned.Steps.Select(Step)], [])),
            HookStartedEvent hook => new HookStarted(hook.Hook, WireName.Require<HookMoment>(hook.Moment)),
            HookEndedEvent hook => new HookEnded(hook.Hook, WireName.Require<HookMoment>(hook.Moment), Duration(hook.DurationMs), hook.Detail, hook.Error),
            StepStartedEvent started => new StepStarted(Step(started.Step), started.Number, started.Count),
            StatementStartedEvent started => new StatementStarted(Step(started.Step), started.Number, started.Count, started.Summary),
            WaitingForLockEvent wait => new WaitingForLock(Step(wait.Step), [.. wait.Blockers.Select(FailureMapping.ToBlocker)], Duration(wait.WaitedMs)),
            RetryScheduledEvent retry => new RetryScheduled(
                Step(retry.Step), retry.Attempt, retry.Attempts, Duration(retry.DelayMs), retry.Cause, [.. retry.Blockers.Select(FailureMapping.ToBlocker)]),
            IndexBuildProgressEvent build => new IndexBuildProgress(Step(build.Step), build.Index, build.Phase, build.Fraction),
            IndexFoundEvent found => new IndexFound(Step(found.Step), found.Index, found.Invalid),
            BackfillProgressEvent progress => new BackfillProgress(Step(progress.Step), progress.Backfill.ToStatus()),
            BackfillEndedEvent ended => new BackfillEnded(Step(ended.Step), ended.Backfill.ToStatus()),
            StepCompletedEvent done => new StepCompleted(Step(done.Step), Duration(done.DurationMs)),
            StepFailedEvent failed => new StepFailed(Step(failed.Step), new StepFailedException(Step(failed.Step), failed.Failure.Message)),
            SeederStartedEvent started => new SeederStarted(started.Name, started.Number, started.Count),
            SeederCompletedEvent done => new SeederCompleted(done.Name, Duration(done.DurationMs), done.Rows),
            SeederSkippedEvent skipped => new SeederSkipped(skipped.Name, skipped.Why),
            _ => null,
        };
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private static TimeSpan Duration(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
