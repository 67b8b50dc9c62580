using Lms.Migrations.Backfills;

namespace Lms.Migrations.Tests.Backfills;

public sealed class BatchSizerTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(5)]
    public void Batches_come_close_to_the_target_whatever_a_key_costs(double millisecondsPerKey)
    {
        var sizer = new BatchSizer(1_000, Target);
        for (var batch = 0; batch < 60; batch++)
            sizer.Committed(sizer.Size, TimeSpan.FromMilliseconds(sizer.Size * millisecondsPerKey));

        var duration = sizer.Size * millisecondsPerKey;
        Assert.True(duration is > 200 and < 260 || sizer.Size == 100_000, $"{sizer.Size} keys take {duration} ms.");
    }

    [Fact]
    public void A_batch_grows_by_a_fifth_at_the_most()
    {
        var sizer = new BatchSizer(1_000, Target);
        sizer.Committed(1_000, TimeSpan.FromMilliseconds(1));
        Assert.Equal(1_200, sizer.Size);
    }

    [Fact]
    public void A_batch_that_took_too_long_is_halved_at_once()
    {
        var sizer = new BatchSizer(1_000, Target);
        sizer.Committed(1_000, TimeSpan.FromSeconds(3));
        Assert.Equal(500, sizer.Size);
    }

    [Fact]
    public void One_fast_batch_after_slow_ones_changes_little()
    {
        var sizer = new BatchSizer(1_000, Target);
        for (var batch = 0; batch < 20; batch++)
            sizer.Committed(1_000, TimeSpan.FromMilliseconds(240));
        var before = sizer.Size;
        sizer.Committed(sizer.Size, TimeSpan.FromMilliseconds(100));
        Assert.InRange(sizer.Size, before, before * 1.2);
    }

    [Fact]
    public void What_every_batch_costs_in_any_case_does_not_shrink_it_to_nothing()
    {
        var sizer = new BatchSizer(1_000, TimeSpan.FromMilliseconds(10));
        for (var batch = 0; batch < 50; batch++)
            sizer.Committed(sizer.Size, TimeSpan.FromMilliseconds(15 + (sizer.Size * 0.01)));
        Assert.Equal(100, sizer.Size);
    }

    [Fact]
    public void A_timeout_halves_it_and_one_key_stays()
    {
        var sizer = new BatchSizer(5, Target);
        sizer.TimedOut();
        Assert.Equal(3, sizer.Size);
        for (var timeout = 0; timeout < 10; timeout++)
            sizer.TimedOut();
        Assert.Equal(1, sizer.Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Batches_of_one_or_two_keys_grow_again_when_the_server_is_fast_again(int first)
    {
        var sizer = new BatchSizer(first, Target);

        for (var batch = 0; batch < 60; batch++)
            sizer.Committed(sizer.Size, TimeSpan.FromMilliseconds(sizer.Size));

        Assert.InRange(sizer.Size, Target.TotalMilliseconds * 0.8, Target.TotalMilliseconds);
    }
}
