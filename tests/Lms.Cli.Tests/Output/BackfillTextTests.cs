using Lms.Cli.Output.Backfills;
using Lms.Contracts.Text;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class BackfillTextTests
{
    [Fact]
    public void Progress_tells_how_far_how_fast_and_how_long()
    {
        Assert.Equal(
            "123,456 / 1,000,000 users | 12 % | 45,200/s | batch 2,400 | 2 lanes | 19 s left",
            string.Join(" | ", BackfillText.Progress(Backfills.Running)));
    }

    [Fact]
    public void A_total_that_is_an_estimate_says_so()
    {
        var planning = Backfills.Running with { Planned = 150_000, IsPlanned = false, Estimated = 990_000 };

        Assert.StartsWith("123,456 / ~990,000 users", BackfillText.Progress(planning).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_to_be_left_while_nothing_moves()
    {
        Assert.DoesNotContain(BackfillText.Progress(Backfills.Paused), figure => figure.Contains("left", StringComparison.Ordinal) || figure.Contains("/s", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hundred_percent_is_shown_only_at_the_end()
    {
        Assert.Contains("99 %", BackfillText.Progress(Backfills.Running with { Processed = 999_999 }));
        Assert.Contains("100 %", BackfillText.Progress(Backfills.Running with { Processed = 1_000_000 }));
    }

    [Fact]
    public void An_undoing_is_measured_by_what_was_changed()
    {
        Assert.Equal(
            ["499,995 / 999,990 users", "50 %", "50,000/s", "10 s left"],
            BackfillText.Progress(Backfills.Undoing));
    }

    [Fact]
    public void A_pause_tells_who_why_and_how_to_go_on()
    {
        Assert.Equal("paused by alice (replica is behind) – resume with: lms backfill resume 3", BackfillText.Hold(Backfills.Paused));
    }

    [Fact]
    public void A_throttle_is_told_and_nothing_else_is()
    {
        Assert.Equal("waits: replica r1 lags 3.2 s", BackfillText.Hold(Backfills.Running with { Throttle = "replica r1 lags 3.2 s" }));
        Assert.Null(BackfillText.Hold(Backfills.Running));
    }

    [Fact]
    public void One_whose_run_is_gone_is_shown_as_interrupted()
    {
        Assert.Equal("! interrupted", BackfillText.StateOf(Backfills.Running with { IsDriven = false }).Text);
        Assert.Equal("▶ running", BackfillText.StateOf(Backfills.Running).Text);
    }

    [Fact]
    public void Every_state_has_a_sign_and_its_own_word()
    {
        foreach (var state in Enum.GetValues<BackfillState>())
            Assert.EndsWith($" {BackfillTerms.Term(state)}", BackfillText.StateOf(Backfills.Running with { State = state }).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("999.5", "999.5")]
    [InlineData("1000", "1,000")]
    [InlineData("-1234567.89", "-1,234,567.89")]
    [InlineData("123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890")]
    [InlineData("1.5E+20", "1.5E+20")]
    [InlineData("NaN", "NaN")]
    public void Sums_of_any_length_are_grouped(string number, string expected) => Assert.Equal(expected, HumanText.Grouped(number));

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(12.4, "12 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 m 00 s")]
    [InlineData(63, "1 m 03 s")]
    [InlineData(7260, "2 h 01 m")]
    public void Estimates_have_no_fractions_of_a_second(double seconds, string expected) =>
        Assert.Equal(expected, HumanText.Rounded(TimeSpan.FromSeconds(seconds)));
}
