using System.Text.Json.Serialization;
using Lms.Contracts.Backfills;
using Lms.Contracts.Failures;

namespace Lms.Contracts.Runs;

/// <summary>An event of a run with its place among the others.</summary>
/// <param name="Id">From 1, rising within its run; what <c>Last-Event-ID</c> is. Some ids are missing where progress was thinned out.</param>
/// <param name="At">When it was recorded, by the platform database's clock.</param>
/// <param name="Event">What happened.</param>
public sealed record RunEventDocument(long Id, DateTimeOffset At, RunEvent Event);

/// <summary>Events of a run, in order.</summary>
/// <param name="Events">In order.</param>
/// <param name="IsOver">Whether the run has ended and no more will come.</param>
public sealed record RunEventListDocument(IReadOnlyList<RunEventDocument> Events, bool IsOver);

/// <summary>Something that happened in a run. <c>type</c> says what; durations are milliseconds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(StateChangedEvent), "stateChanged")]
[JsonDerivedType(typeof(WaitingForLeaseEvent), "waitingForLease")]
[JsonDerivedType(typeof(LeaseAcquiredEvent), "leaseAcquired")]
[JsonDerivedType(typeof(PlannedEvent), "planned")]
[JsonDerivedType(typeof(HookStartedEvent), "hookStarted")]
[JsonDerivedType(typeof(HookEndedEvent), "hookEnded")]
[JsonDerivedType(typeof(StepStartedEvent), "stepStarted")]
[JsonDerivedType(typeof(StatementStartedEvent), "statementStarted")]
[JsonDerivedType(typeof(WaitingForLockEvent), "waitingForLock")]
[JsonDerivedType(typeof(RetryScheduledEvent), "retryScheduled")]
[JsonDerivedType(typeof(IndexBuildProgressEvent), "indexBuildProgress")]
[JsonDerivedType(typeof(IndexFoundEvent), "indexFound")]
[JsonDerivedType(typeof(BackfillProgressEvent), "backfillProgress")]
[JsonDerivedType(typeof(BackfillEndedEvent), "backfillEnded")]
[JsonDerivedType(typeof(StepCompletedEvent), "stepCompleted")]
[JsonDerivedType(typeof(StepFailedEvent), "stepFailed")]
[JsonDerivedType(typeof(SeederStartedEvent), "seederStarted")]
[JsonDerivedType(typeof(SeederCompletedEvent), "seederCompleted")]
[JsonDerivedType(typeof(SeederSkippedEvent), "seederSkipped")]
public abstract record RunEvent;

/// <summary>The run is in another state. The last event of every run is one of these.</summary>
/// <param name="From">The state before; null for the first.</param>
/// <param name="To">The state now.</param>
/// <param name="By">Who or which worker brought it there.</param>
/// <param name="Reason">Why, in one sentence; null where the state says it all.</param>
public sealed record StateChangedEvent(string? From, string To, string By, string? Reason) : RunEvent;

/// <summary>A run outside this coordinator holds the database's lease; repeated about once a second.</summary>
public sealed record WaitingForLeaseEvent(HolderDocument Holder, long WaitedMs) : RunEvent;

/// <summary>The lease is this run's. <paramref name="TakenOverFrom"/> was found dead or silent; else null.</summary>
public sealed record LeaseAcquiredEvent(long Epoch, HolderDocument? TakenOverFrom) : RunEvent;

/// <summary>What will run from here on.</summary>
public sealed record PlannedEvent(string Direction, IReadOnlyList<StepReference> Steps) : RunEvent;

/// <summary>A backup or another thing around the run begins. <paramref name="Moment"/> is <c>before</c> or <c>after</c>.</summary>
public sealed record HookStartedEvent(string Hook, string Moment) : RunEvent;

/// <summary>It has ended; <paramref name="Error"/> is null when it ended well.</summary>
public sealed record HookEndedEvent(string Hook, string Moment, long DurationMs, string? Detail, string? Error) : RunEvent;

/// <summary>A migration begins. <paramref name="Number"/> is 1-based.</summary>
public sealed record StepStartedEvent(StepReference Step, int Number, int Count) : RunEvent;

/// <summary>A statement of a migration that runs statement by statement begins.</summary>
public sealed record StatementStartedEvent(StepReference Step, int Number, int Count, string Summary) : RunEvent;

/// <summary>A statement waits for a lock; repeated while that lasts.</summary>
public sealed record WaitingForLockEvent(StepReference Step, IReadOnlyList<BlockerDocument> Blockers, long WaitedMs) : RunEvent;

/// <summary>An attempt lost against other sessions and is repeated after a pause.</summary>
public sealed record RetryScheduledEvent(
    StepReference Step, int Attempt, int Attempts, long DelayMs, string Cause, IReadOnlyList<BlockerDocument> Blockers) : RunEvent;

/// <summary>How far a concurrent index build is. <paramref name="Fraction"/> is 0–1; null when its phase has no measure.</summary>
public sealed record IndexBuildProgressEvent(StepReference Step, string Index, string Phase, double? Fraction) : RunEvent;

/// <summary>An index was there already: equal, or half-built by a failed attempt and removed.</summary>
public sealed record IndexFoundEvent(StepReference Step, string Index, bool Invalid) : RunEvent;

/// <summary>How a backfill stands; about once a second.</summary>
public sealed record BackfillProgressEvent(StepReference Step, BackfillDocument Backfill) : RunEvent;

/// <summary>A backfill has ended, well or not, or was undone.</summary>
public sealed record BackfillEndedEvent(StepReference Step, BackfillDocument Backfill) : RunEvent;

/// <summary>A migration is done and recorded.</summary>
public sealed record StepCompletedEvent(StepReference Step, long DurationMs) : RunEvent;

/// <summary>A migration failed and is recorded as such.</summary>
public sealed record StepFailedEvent(StepReference Step, Failure Failure) : RunEvent;

/// <summary>A seeder begins.</summary>
public sealed record SeederStartedEvent(string Name, int Number, int Count) : RunEvent;

/// <summary>A seeder is done and recorded.</summary>
public sealed record SeederCompletedEvent(string Name, long DurationMs, long Rows) : RunEvent;

/// <summary>A seeder was not run, and why.</summary>
public sealed record SeederSkippedEvent(string Name, string Why) : RunEvent;

/// <summary>An event that this version cannot read: whoever told it is newer. Never sent.</summary>
/// <param name="Type">What it calls itself.</param>
public sealed record UnknownEvent(string Type) : RunEvent;
