using Lms.Migrations.Backfills;

namespace Lms.AppHost.Embedded.Output;

/// <summary>What is worth a line while data are changed in batches: each quarter of the way, whatever holds it up, and the end.</summary>
internal sealed class BackfillLines(Screen screen)
{
    private BackfillState told = BackfillState.Running;
    private int quarters;

    public void Write(BackfillStatus status)
    {
        if (status.State != told && status.State == BackfillState.Paused)
            screen.Notice($"    {status.Source}: paused by {status.ChangedBy}; './lms backfill resume {status.Id}' goes on");
        told = status.State;

        if (Quarters(status) is var reached && reached <= quarters)
            return;
        quarters = reached;
        var left = status.Remaining is { } remaining ? $", about {remaining.TotalSeconds:0} s left" : "";
        screen.Line($"    {status.Source}: {status.Processed:N0} of {status.Total:N0}{left}");
    }

    public void WriteEnd(BackfillStatus status)
    {
        quarters = 0;
        told = BackfillState.Running;
        if (status.State == BackfillState.Succeeded)
            screen.Line($"    {status.Source}: {status.Modified:N0} of {status.Processed:N0} changed, batch by batch");
    }

    /// <summary>Quarters behind it; the last one is told by the end.</summary>
    private static int Quarters(BackfillStatus status) => status is { IsPlanned: true, Fraction: < 1 and var done } ? (int)(4 * done) : 0;
}
