using Lms.Cli.Output.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class BackfillReportTests
{
    private readonly ManualTime time = new();
    private readonly BackfillReport report;

    public BackfillReportTests() => report = new BackfillReport(time);

    [Fact]
    public void A_log_gets_a_line_about_every_five_seconds()
    {
        var lines = 0;
        for (var quarter = 0; quarter < 4 * 21; quarter++)
        {
            lines += report.Line(Backfills.Running) is null ? 0 : 1;
            time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(4, lines);
    }

    [Fact]
    public void It_gets_one_at_once_when_waiting_begins_and_none_for_every_look_at_it()
    {
        Assert.Null(report.Line(Backfills.Running));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.EndsWith("waits: 2 sessions wait", report.Line(Backfills.Running with { Throttle = "2 sessions wait" }), StringComparison.Ordinal);
        Assert.Null(report.Line(Backfills.Running with { Throttle = "3 sessions wait" }));
        Assert.Null(report.Line(Backfills.Running));
        Assert.NotNull(report.Line(Backfills.Paused));
    }

    [Fact]
    public void Another_backfill_begins_anew()
    {
        Assert.Null(report.Line(Backfills.Running));
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(report.Line(Backfills.Running with { Id = 4 }));
    }
}
