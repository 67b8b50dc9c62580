using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Tests.Output;

public sealed class BackfillEndingTests
{
    [Fact]
    public void A_success_tells_what_changed_and_the_sums()
    {
        Assert.Equal("  ✓ backfill 3: 999,990 of 1,000,000 users changed in 412 batches, sum 0 → 123,456.78", Text(Backfills.Succeeded));
    }

    [Fact]
    public void An_undoing_tells_what_it_left_alone_and_where_to_see_it()
    {
        var text = Text(Backfills.Undone);

        Assert.Contains("999,987 users restored, 3 left alone", text, StringComparison.Ordinal);
        Assert.Contains("lms backfill conflicts 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("conflicts", Text(Backfills.Undone with { Conflicts = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_tells_the_error()
    {
        Assert.Contains("value out of range", Text(Backfills.Failed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BackfillState.Interrupted, "the next 'lms migrate' goes on")]
    [InlineData(BackfillState.Cancelled, "the next 'lms migrate' goes on")]
    [InlineData(BackfillState.Paused, "lms backfill resume 3")]
    [InlineData(BackfillState.Undoing, "the next 'lms rollback' goes on")]
    public void What_is_left_behind_tells_how_it_goes_on(BackfillState state, string wayOut)
    {
        Assert.Contains(wayOut, Text(Backfills.Paused with { State = state }), StringComparison.Ordinal);
    }

    private static string Text(BackfillStatus status) => string.Concat(BackfillEnding.Of(status).Select(phrase => phrase.Text));
}
