using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.AppHost.Embedded.Output;

/// <summary>What is worth a line while a database is migrated.</summary>
internal sealed class MigrationLines(string database, Screen screen)
{
    /// <summary>The engine repeats what it waits for about once a second; the host says it once in a while.</summary>
    private static readonly TimeSpan WaitingInterval = TimeSpan.FromSeconds(10);

    private readonly BackfillLines backfill = new(screen);
    private TimeSpan nextWaitingLine;

    public void Write(MigrationEvent happened)
    {
        switch (happened)
        {
            case RunPlanned { Plan.Steps.Count: > 0 } planned:
                var verb = planned.Plan.Direction == Direction.Up ? "applying" : "undoing";
                screen.Line($"{database}: {verb} {planned.Plan.Steps.Count} of its migrations");
                break;
            case StepStarted:
                nextWaitingLine = TimeSpan.Zero;
                break;
            case BackfillProgress progress:
                backfill.Write(progress.Status);
                break;
            case BackfillEnded ended:
                backfill.WriteEnd(ended.Status);
                break;
            case StepCompleted done:
                screen.Good($"  ✓ {done.Step.Migration.Id}  {done.Duration.TotalMilliseconds:0} ms");
                break;
            case RetryScheduled retry:
                screen.Notice($"  {retry.Step.Migration.Id}: attempt {retry.Attempt} of {retry.Attempts} lost ({retry.Cause})");
                break;
            case WaitingForLock wait:
                Waiting(wait.Waited, $"  {wait.Step.Migration.Id} waits for a lock held by {string.Join("; ", wait.Blockers)}");
                break;
            case WaitingForLease wait:
                Waiting(wait.Waited, $"{database}: waiting for {wait.Holder}, who is changing it");
                break;
        }
    }

    private void Waiting(TimeSpan waited, string text)
    {
        if (waited < nextWaitingLine)
            return;
        nextWaitingLine = waited + WaitingInterval;
        screen.Notice(text);
    }
}
