using Lms.Cli.Output.Backfills;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Planning;

namespace Lms.Cli.Logging;

/// <summary>Writes what a run changes, and nothing of a run that changes nothing.</summary>
internal sealed class RunLog(MigrationLog log, string database, Guid runId, string? reason)
{
    public void Write(MigrationEvent happened)
    {
        switch (happened)
        {
            case RunPlanned { Plan: { Steps.Count: > 0 } plan }:
                var verb = plan.Direction == Direction.Up ? "applying" : "undoing";
                Log.RunPlanned(log.For(database), runId.ToString(), verb, HumanText.Count(plan.Steps.Count, "migration"), reason ?? "none given");
                break;
            case LeaseAcquired { TakenOverFrom: { } holder }:
                Log.LeaseTakenOver(log.For(database), holder.ToString());
                break;
            case RetryScheduled retry:
                Log.AttemptLost(log.For(database), retry.Step.Migration.Id, retry.Attempt, retry.Attempts, retry.Cause);
                break;
            case BackfillEnded { Status: var status } ended:
                Log.BackfillEnded(
                    log.For(database), ended.Step.Migration.Id, status.Id, BackfillTerms.Term(status.State), BackfillText.Outcome(status),
                    status.Error ?? status.Reason ?? "no remark");
                break;
            case StepCompleted done:
                var did = done.Step.Direction == Direction.Up ? "applied" : "undone";
                Log.StepCompleted(log.For(database), done.Step.Migration.Id, did, (long)done.Duration.TotalMilliseconds);
                break;
            case RunCompleted { Result: { Steps.Count: > 0 } result }:
                Log.RunCompleted(log.For(database), result.RunId.ToString(), (long)result.Duration.TotalMilliseconds);
                break;
            default:
                break;
        }
    }
}
