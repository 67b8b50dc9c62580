using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Cli.Output.Backfills;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Output;

/// <summary>The live block: the step under way, its age, and what it does or waits for just now.</summary>
internal sealed class StepInProgress(string database, TimeProvider time)
{
    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private readonly RunText text = new(database, time);
    private long startedAt = time.GetTimestamp();
    private string title = $"{database}: connecting";
    private Phrase? detail;
    private BackfillStatus? backfill;
    private bool isIdle;

    /// <summary>Takes an event in.</summary>
    public void Apply(MigrationEvent happened)
    {
        if (text.Waiting(happened) is var (_, why))
        {
            detail = Phrase.Notice(why);
            return;
        }

        switch (happened)
        {
            case RunMoved moved:
                Begin($"{database}: {RunMovedText.Now(moved, time.GetUtcNow())}");
                break;
            case HookStarted hook:
                Begin(hook.Hook);
                break;
            case StepStarted started:
                Begin($"{started.Step.Migration.Id}  {started.Number} of {started.Count}");
                break;
            case SeederStarted started:
                Begin($"{started.Name}  {started.Number} of {started.Count}");
                break;
            case LeaseAcquired:
                Begin($"{database}: planning");
                break;
            case StatementStarted statement:
                detail = Phrase.Faint($"statement {statement.Number} of {statement.Count}: {statement.Summary}");
                break;
            case BackfillProgress progress:
                backfill = progress.Status;
                break;
            case BackfillEnded:
                backfill = null;
                break;
            case IndexBuildProgress { Fraction: { } fraction } build:
                detail = Phrase.Accent($"index {build.Index}: {build.Phase} {fraction:0 %}");
                break;
            case IndexBuildProgress build:
                detail = Phrase.Accent($"index {build.Index}: {build.Phase}");
                break;
            case RetryScheduled retry:
                detail = Phrase.Notice($"pausing {HumanText.Of(retry.Delay)} before attempt {retry.Attempt + 1} of {retry.Attempts}");
                break;
            case StepCompleted or StepFailed or SeederCompleted or HookEnded or RunCompleted or EntriesSet or EntriesRepaired or WatchPaused:
                isIdle = true;
                break;
            default:
                break;
        }
    }

    /// <summary>What to show now on a terminal of so many columns.</summary>
    public IEnumerable<Phrase> Draw(bool isCancelling, int width)
    {
        if (isIdle && !isCancelling)
            yield break;

        var age = time.GetElapsedTime(startedAt);
        yield return Phrase.Accent($"  {Spinner[(int)(age.TotalMilliseconds / 100) % Spinner.Length]} ");
        yield return isCancelling ? Phrase.Notice("cancelling, waiting for clean-up (Ctrl+C again leaves at once)") : title;
        yield return Phrase.Faint($"  {HumanText.Of(age)}");
        if (isCancelling)
            yield break;

        if (backfill is { } status)
        {
            foreach (var phrase in BackfillBlock.Draw(status, width))
                yield return phrase;
        }
        else if (detail is { } now)
        {
            yield return "\n    ";
            yield return now;
        }
    }

    private void Begin(string what)
    {
        title = what;
        detail = null;
        backfill = null;
        isIdle = false;
        startedAt = time.GetTimestamp();
    }
}
