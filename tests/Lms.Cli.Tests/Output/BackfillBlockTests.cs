using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class BackfillBlockTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        Assert.All(Lines(Backfills.Running with { Throttle = "replica r1 lags 3 s" }, width), line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void A_wide_terminal_has_bar_and_figures_in_one_line()
    {
        var line = Assert.Single(Lines(Backfills.Running, 120));

        Assert.Contains('█', line);
        Assert.EndsWith("19 s left", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_one_has_all_the_figures_below_the_bar()
    {
        var lines = Lines(Backfills.Running, 60);

        Assert.True(lines.Length > 2, string.Join('\n', lines));
        Assert.Equal(string.Join("  ", BackfillText.Progress(Backfills.Running)), string.Join("  ", lines[1..].Select(line => line.Trim())));
    }

    [Theory]
    [InlineData(0, 0, 40)]
    [InlineData(500_000, 20, 20)]
    [InlineData(1_000_000, 40, 0)]
    public void The_bar_is_as_full_as_the_work_is_done(long processed, int full, int empty)
    {
        var text = string.Concat(Lines(Backfills.Running with { Processed = processed }, 200));

        Assert.Equal((full, empty), (text.Count(character => character == '█'), text.Count(character => character == '░')));
    }

    [Fact]
    public void Without_a_total_there_is_no_bar()
    {
        var text = string.Concat(Lines(Backfills.Running with { Planned = 0, Estimated = 0, IsPlanned = false }, 120));

        Assert.DoesNotContain('░', text);
        Assert.Contains("123,456 / ~0 users", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_that_failed_are_told_while_it_goes_on()
    {
        var status = Backfills.Running with { Error = "value out of range", Chunks = new ChunkCounts(1, 1, 1, 2) };

        Assert.Contains("2 chunks failed: value out of range", string.Concat(Lines(status, 80)), StringComparison.Ordinal);
    }

    private static string[] Lines(BackfillStatus status, int width) =>
        string.Concat(BackfillBlock.Draw(status, width).Select(phrase => phrase.Text)).TrimStart('\n').Split('\n');
}
