using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>Picks from a backfill's progress, which comes four times a second, the lines that a log wants: one about every five
/// seconds, and one whenever it begins to wait.</summary>
internal sealed class BackfillReport(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long? lastAt;
    private long lastId;
    private bool waited;

    /// <summary>The line to write now; null for none.</summary>
    public string? Line(BackfillStatus status)
    {
        if (lastAt is null || status.Id != lastId)
            (lastAt, lastId, waited) = (time.GetTimestamp(), status.Id, false);

        var hold = BackfillText.Hold(status);
        var beginsToWait = hold is not null && !waited;
        waited = hold is not null;
        if (!beginsToWait && time.GetElapsedTime(lastAt.Value) < Interval)
            return null;

        lastAt = time.GetTimestamp();
        var figures = string.Join("  ", BackfillText.Progress(status));
        return hold is null ? figures : $"{figures}  {hold}";
    }
}
