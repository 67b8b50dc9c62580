using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>What a backfill does and did, in words.</summary>
internal static class BackfillText
{
    /// <summary>A state as a sign and a word: colour alone says nothing to some, and nothing in a file.</summary>
    /// <remarks>One whose run is gone without a word is shown as interrupted, which is what the next one to touch it writes down.</remarks>
    public static Phrase StateOf(BackfillStatus status) => status.State switch
    {
        BackfillState.Running when !status.IsDriven => Phrase.Notice("! interrupted"),
        BackfillState.Running => Phrase.Accent("▶ running"),
        BackfillState.Pausing => Phrase.Notice("‖ pausing"),
        BackfillState.Paused => Phrase.Notice("‖ paused"),
        BackfillState.Interrupted => Phrase.Notice("! interrupted"),
        BackfillState.Cancelling => Phrase.Notice("– cancelling"),
        BackfillState.Cancelled => Phrase.Notice("– cancelled"),
        BackfillState.Failed => Phrase.Bad("✗ failed"),
        BackfillState.Succeeded => Phrase.Good("✓ succeeded"),
        BackfillState.Undoing => Phrase.Accent("↶ undoing"),
        BackfillState.Undone => Phrase.Good("↶ undone"),
        _ => BackfillTerms.Term(status.State),
    };

    /// <summary><c>003-migrate-balances</c>.</summary>
    public static string MigrationOf(BackfillStatus status) =>
        status.Name.Length > 0 ? $"{status.Version}-{status.Name}" : status.Version.ToString();

    /// <summary>How far it is and how fast: <c>123,456 / 1,000,000 users</c>, <c>12 %</c>, <c>45,200/s</c>, …</summary>
    public static IEnumerable<string> Progress(BackfillStatus status)
    {
        var progress = BackfillMeasure.Of(status);
        yield return $"{progress.Done:N0} / {(progress.IsExact ? "" : "~")}{progress.Total:N0} {status.Source}";
        if (progress.Fraction is { } fraction)
            yield return HumanText.Percent(fraction);
        if (status.Rate is { } rate)
            yield return HumanText.Rate(rate);
        // What is undone is undone part by part, as the journal has it.
        if (status is { State: not BackfillState.Undoing, BatchSize: { } size })
            yield return $"batch {size:N0}";
        if (status is { State: not BackfillState.Undoing, Lanes: > 0 })
            yield return HumanText.Count(status.Lanes, "lane");
        if (progress.Remaining is { } left && left > TimeSpan.Zero)
            yield return $"{HumanText.Rounded(left)} left";
    }

    /// <summary>What holds it back, and what to do about it; null when nothing does.</summary>
    public static string? Hold(BackfillStatus status) => status switch
    {
        { State: BackfillState.Pausing } => $"pausing for {By(status)}: lanes end their batch",
        { State: BackfillState.Paused } => $"paused by {By(status)} – resume with: lms backfill resume {status.Id}",
        { State: BackfillState.Cancelling } => $"stopping for {By(status)}: lanes end their batch",
        { Throttle: { } throttle } => $"waits: {throttle}",
        _ => null,
    };

    /// <summary><c>999,990 of 1,000,000 users changed in 412 batches, sum 0 → 123,456.78</c>.</summary>
    public static string Outcome(BackfillStatus status)
    {
        var changed = $"{status.Modified:N0} of {status.Processed:N0} {status.Source} changed in {status.Batches:N0} {(status.Batches == 1 ? "batch" : "batches")}";
        return Sums(status) is { } sums ? $"{changed}, sum {sums}" : changed;
    }

    /// <summary><c>0 → 123,456.78</c>; null when the migration names no sum.</summary>
    public static string? Sums(BackfillStatus status) => status is { SumBefore: { } before, SumAfter: { } after }
        ? $"{HumanText.Grouped(before)} → {HumanText.Grouped(after)}"
        : null;

    /// <summary><c>alice (lunch time)</c>.</summary>
    public static string By(BackfillStatus status) =>
        string.IsNullOrEmpty(status.Reason) ? status.ChangedBy : $"{status.ChangedBy} ({status.Reason})";
}
