using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations;

/// <summary>Something worth showing while a run is under way. The last one of a run that ended well is <see cref="RunCompleted"/>;
/// a run that did not ends the sequence with the exception that stopped it.</summary>
public abstract record MigrationEvent;

/// <summary>Another run holds the lease; repeated about once a second while that lasts.</summary>
public sealed record WaitingForLease(LeaseHolder Holder, TimeSpan Waited) : MigrationEvent;

/// <summary>The lease is ours. <paramref name="TakenOverFrom"/> is the holder that was found dead or silent, else null.</summary>
public sealed record LeaseAcquired(long Epoch, LeaseHolder? TakenOverFrom) : MigrationEvent;

/// <summary>What will run; raised once, after the lease is won.</summary>
public sealed record RunPlanned(MigrationPlan Plan) : MigrationEvent;

/// <summary>The host does something before or after the run.</summary>
public sealed record HookStarted(string Hook, HookMoment Moment) : MigrationEvent;

/// <summary>It is done, or failed; <paramref name="Error"/> is null when it is done.</summary>
public sealed record HookEnded(string Hook, HookMoment Moment, TimeSpan Duration, string? Detail, string? Error) : MigrationEvent
{
    internal static HookEnded Well(string hook, HookMoment moment, TimeSpan duration, string? detail) => new(hook, moment, duration, detail, Error: null);

    internal static HookEnded Badly(string hook, HookMoment moment, TimeSpan duration, string error) => new(hook, moment, duration, Detail: null, error);
}

/// <summary>A step begins. <paramref name="Number"/> is 1-based.</summary>
public sealed record StepStarted(PlannedStep Step, int Number, int Count) : MigrationEvent;

/// <summary>A statement of a step that runs statement by statement begins. <paramref name="Number"/> is 1-based.</summary>
public sealed record StatementStarted(PlannedStep Step, int Number, int Count, string Summary) : MigrationEvent;

/// <summary>A statement waits for a lock; repeated about twice a second while that lasts.</summary>
public sealed record WaitingForLock(PlannedStep Step, IReadOnlyList<Blocker> Blockers, TimeSpan Waited) : MigrationEvent;

/// <summary>An attempt lost against a lock, a deadlock or a serialization failure, and is repeated after a pause.</summary>
public sealed record RetryScheduled(
    PlannedStep Step, int Attempt, int Attempts, TimeSpan Delay, string Cause, IReadOnlyList<Blocker> Blockers) : MigrationEvent;

/// <summary>A concurrent index build reports how far it is. <paramref name="Fraction"/> is 0–1; null when the phase has no measure.</summary>
public sealed record IndexBuildProgress(PlannedStep Step, string Index, string Phase, double? Fraction) : MigrationEvent;

/// <summary>An index was already there: either equal, and left alone, or half-built by a failed attempt, and removed first.</summary>
public sealed record IndexFound(PlannedStep Step, string Index, bool Invalid) : MigrationEvent;

/// <summary>A backfill goes on, waits or is undone; raised about four times a second while that lasts.</summary>
public sealed record BackfillProgress(PlannedStep Step, BackfillStatus Status) : MigrationEvent;

/// <summary>A backfill of a step has ended, well or not, or was undone.</summary>
public sealed record BackfillEnded(PlannedStep Step, BackfillStatus Status) : MigrationEvent;

/// <summary>A step is done and recorded.</summary>
public sealed record StepCompleted(PlannedStep Step, TimeSpan Duration) : MigrationEvent;

/// <summary>A step failed and is recorded as such; the run ends with <paramref name="Failure"/>.</summary>
public sealed record StepFailed(PlannedStep Step, MigrationException Failure) : MigrationEvent;

/// <summary>The run ended well.</summary>
public sealed record RunCompleted(RunResult Result) : MigrationEvent;

/// <summary>A session that holds a lock somebody waits for.</summary>
/// <param name="ProcessId">The server's process id, as <c>pg_terminate_backend</c> takes it.</param>
/// <param name="User">The role it is logged in as.</param>
/// <param name="Application">Its <c>application_name</c>; may be empty.</param>
/// <param name="State"><c>active</c>, <c>idle in transaction</c>, …</param>
/// <param name="Query">What it runs or ran last, shortened.</param>
/// <param name="Age">How long its transaction has been open.</param>
public sealed record Blocker(int ProcessId, string User, string Application, string State, string Query, TimeSpan Age)
{
    /// <summary><c>pid 4711 (app, idle in transaction for 12 s): UPDATE …</c>.</summary>
    public override string ToString() =>
        $"pid {ProcessId} ({(Application.Length > 0 ? Application : User)}, {State} for {Age.TotalSeconds:0} s): {Query}";
}
