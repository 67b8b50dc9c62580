using Lms.Cli.Databases.Remote;
using Lms.Cli.Output.Backfills;
using Lms.Migrations;
using Lms.Migrations.Planning;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Output;

/// <summary>What each event of a run is in words.</summary>
internal sealed class RunText(string database, TimeProvider time)
{
    private readonly BackfillStates backfills = new();
    private readonly RunAttempts attempts = new();
    private Direction direction;

    /// <summary>The line that stays on the screen after the event; null when none should.</summary>
    public Phrase[]? Lasting(MigrationEvent happened)
    {
        switch (happened)
        {
            case RunMoved moved:
                return attempts.IsRepeated(moved) ? null : RunMovedText.Lasting(moved, time.GetUtcNow());
            case LeaseAcquired { TakenOverFrom: { } holder }:
                return [Phrase.Notice($"! took the lease over from {holder}, last heard of {HumanText.Of(holder.HeartbeatAt)}")];
            case RunPlanned { Plan: var plan }:
                attempts.Succeeds();
                direction = plan.Direction;
                return plan.Steps.Count == 0 ? null
                    : [Phrase.Strong(database), $": {(direction == Direction.Up ? "applying" : "undoing")} {HumanText.Count(plan.Steps.Count, "migration")}"];
            case HookEnded { Error: { } error } hook:
                return [Phrase.Bad("  ✗ "), $"{hook.Hook}: {error}"];
            case HookEnded hook:
                return [Phrase.Good("  ✓ "), hook.Hook, Phrase.Faint($"  {(hook.Detail is { } detail ? $"{detail}  " : "")}{HumanText.Of(hook.Duration)}")];
            case RetryScheduled retry:
                return [Phrase.Notice($"  ↻ attempt {retry.Attempt} of {retry.Attempts} lost: {retry.Cause}; next in {HumanText.Of(retry.Delay)}{BlockedBy(retry.Blockers)}")];
            case IndexFound { Invalid: true } found:
                return [Phrase.Notice($"  ! index {found.Index} was left half-built by a failed attempt; rebuilding it")];
            case IndexFound found:
                return [Phrase.Faint($"  = index {found.Index} is already there with the same definition")];
            case BackfillProgress progress:
                return backfills.StateChange(progress.Status);
            case BackfillEnded ended:
                return BackfillEnding.Of(ended.Status);
            case StepCompleted done:
                return [Phrase.Good("  ✓ "), done.Step.Migration.Id, Phrase.Faint($"  {HumanText.Of(done.Duration)}")];
            case StepFailed failed:
                return [Phrase.Bad("  ✗ "), failed.Step.Migration.Id];
            case SeederCompleted seeded:
                return [Phrase.Good("  ✓ "), seeded.Name, Phrase.Faint($"  {seeded.Rows:N0} rows in {HumanText.Of(seeded.Duration)}")];
            case SeederSkipped skipped:
                return [Phrase.Faint($"  = {skipped.Name}: {skipped.Why}")];
            default:
                return null;
        }
    }

    /// <summary>What a run is waiting for, and how long it has; null when it is not waiting.</summary>
    public (TimeSpan Waited, string Why)? Waiting(MigrationEvent happened) => happened switch
    {
        WaitingForLease wait => (wait.Waited,
            $"{database}: waiting {HumanText.Of(wait.Waited)} for {wait.Holder}, who is changing the database since {HumanText.Of(wait.Holder.AcquiredAt)}"),
        WaitingForLock wait => (wait.Waited, $"{wait.Step.Migration.Id} waiting {HumanText.Of(wait.Waited)} for a lock{BlockedBy(wait.Blockers)}"),
        _ => null,
    };

    private static string BlockedBy(IReadOnlyList<Blocker> blockers) =>
        blockers.Count == 0 ? "" : $"; held by {string.Join("; ", blockers)}";
}
