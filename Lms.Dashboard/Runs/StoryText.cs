using Lms.Contracts.Failures;
using Lms.Contracts.Runs;
using Lms.Contracts.Text;
using Lms.Dashboard.Text;

namespace Lms.Dashboard.Runs;

/// <summary>What an event of a run is in words.</summary>
internal static class StoryText
{
    /// <summary>Null for what is shown otherwise: progress, and waits while they last.</summary>
    public static StoryLine? Of(RunEventDocument happened) =>
        Line(happened.Event) is var (tone, text) ? new StoryLine(happened.At, tone, text) : null;

    /// <summary><c>application (process 4711, idle in transaction for 2 m 05 s)</c>.</summary>
    public static string Of(BlockerDocument blocker) =>
        $"{(blocker.Application.Length > 0 ? blocker.Application : blocker.User)} (process {blocker.ProcessId}, {blocker.State} for {HumanText.Of(TimeSpan.FromMilliseconds(blocker.AgeMs))})";

    public static string Of(HolderDocument holder) => $"{holder.Actor} on {holder.Host} (process {holder.ProcessId})";

    private static (string Tone, string Text)? Line(RunEvent happened) => happened switch
    {
        StateChangedEvent moved => (Look.OfRun(moved.To).Tone, $"{Look.OfRun(moved.To).Label}, by {moved.By}{Because(moved.Reason)}"),
        LeaseAcquiredEvent { TakenOverFrom: { } before } lease => ("wait", $"took the lease over from {Of(before)}; epoch {lease.Epoch}"),
        LeaseAcquiredEvent lease => ("idle", $"holds the lease; epoch {lease.Epoch}"),
        PlannedEvent planned => ("idle", $"{(planned.Direction == "down" ? "undoes" : "applies")} {HumanText.Count(planned.Steps.Count, "migration")}"),
        HookStartedEvent hook => ("idle", $"{hook.Hook} begins ({hook.Moment})"),
        HookEndedEvent { Error: { } error } hook => ("bad", $"{hook.Hook} failed: {error}"),
        HookEndedEvent hook => ("good", $"{hook.Hook} done in {Words.Duration(hook.DurationMs)}{(hook.Detail is { } detail ? $": {detail}" : "")}"),
        StepStartedEvent step => ("busy", $"{Name(step.Step)} begins, {step.Number} of {step.Count}"),
        RetryScheduledEvent retry => ("wait",
            $"{Name(retry.Step)}: attempt {retry.Attempt} of {retry.Attempts} lost: {retry.Cause}; next in {Words.Duration(retry.DelayMs)}{Blocked(retry.Blockers)}"),
        IndexFoundEvent { Invalid: true } found => ("wait", $"index {found.Index} was left half-built by a failed attempt, and is built again"),
        IndexFoundEvent found => ("idle", $"index {found.Index} is already there with the same definition"),
        BackfillEndedEvent { Backfill: var backfill } => (Look.OfBackfill(backfill.State, backfill.IsDriven).Tone,
            $"backfill {backfill.Id} of {backfill.Source} {Look.OfBackfill(backfill.State, backfill.IsDriven).Label}: {Words.Number(backfill.Modified)} of {Words.Number(backfill.Processed)} changed"),
        StepCompletedEvent step => ("good", $"{Name(step.Step)} done in {Words.Duration(step.DurationMs)}"),
        StepFailedEvent step => ("bad", $"{Name(step.Step)} failed: {step.Failure.Message}"),
        SeederStartedEvent seeder => ("busy", $"seeder {seeder.Name} begins, {seeder.Number} of {seeder.Count}"),
        SeederCompletedEvent seeder => ("good", $"seeder {seeder.Name}: {Words.Number(seeder.Rows)} rows in {Words.Duration(seeder.DurationMs)}"),
        SeederSkippedEvent seeder => ("idle", $"seeder {seeder.Name} skipped: {seeder.Why}"),
        UnknownEvent unknown => ("idle", $"{unknown.Type}, which a newer worker tells of"),
        _ => null,
    };

    private static string Name(StepReference step) => Words.Migration(step.Version, step.Name);

    private static string Because(string? reason) => string.IsNullOrEmpty(reason) ? "" : $": {reason}";

    private static string Blocked(IReadOnlyList<BlockerDocument> blockers) =>
        blockers.Count == 0 ? "" : $"; held by {string.Join("; ", blockers.Select(Of))}";
}
