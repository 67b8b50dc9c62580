namespace Lms.Migrations.Tests.Windows;

/// <summary>Windows on days whose clocks are put forward or back. Openings are in UTC.</summary>
public sealed class DaylightSavingTests : WindowTest
{
    [Theory]
    // 02:00 becomes 03:00 at 01:00 UTC.
    [InlineData("Sun 02:00-04:00 Europe/Berlin", "2026-03-29 01:00-02:00")]
    [InlineData("Sun 01:30-02:30 Europe/Berlin", "2026-03-29 00:30-01:00")]
    [InlineData("Sun 02:30-03:30 Europe/Berlin", "2026-03-29 01:00-01:30")]
    [InlineData("Sun 00:00-24:00 Europe/Berlin", "2026-03-28 23:00-2026-03-29 22:00")]
    [InlineData("Sat 22:00-02:30 Europe/Berlin", "2026-03-28 21:00-2026-03-29 01:00")]
    // 02:00 becomes 03:00 at 07:00 UTC.
    [InlineData("Sun 02:00-04:00 America/New_York", "2026-03-08 07:00-08:00")]
    [InlineData("Sun 01:00-02:00 America/New_York", "2026-03-08 06:00-07:00")]
    // 02:00 becomes 02:30 at 15:30 UTC.
    [InlineData("Sun 02:00-03:00 Australia/Lord_Howe", "2026-10-03 15:30-16:00")]
    [InlineData("Sun 01:00-02:15 Australia/Lord_Howe", "2026-10-03 14:30-15:30")]
    // 00:00 becomes 01:00 at 04:00 UTC.
    [InlineData("Sun 00:00-02:00 America/Santiago", "2026-09-06 04:00-05:00")]
    [InlineData("Sat 22:00-00:30 America/Santiago", "2026-09-06 02:00-04:00")]
    [InlineData("Sat 23:00-24:00 America/Santiago", "2026-09-06 03:00-04:00")]
    // 00:00 becomes 01:00 at 22:00 UTC of the day before.
    [InlineData("Fri 00:00-02:00 Africa/Cairo", "2026-04-23 22:00-23:00")]
    public void Where_clocks_are_put_forward_a_time_that_is_left_out_is_the_first_instant_after_the_gap(string window, string opening) =>
        Assert.Equal([opening], OpeningsOn(window, opening));

    [Theory]
    [InlineData("Sun 02:00-03:00 Europe/Berlin", "2026-03-29")]
    [InlineData("Sun 02:15-02:45 Europe/Berlin", "2026-03-29")]
    [InlineData("Sun 02:30-03:00 Europe/Berlin", "2026-03-29")]
    [InlineData("Sun 02:15-02:45 America/New_York", "2026-03-08")]
    [InlineData("Sun 02:00-02:30 Australia/Lord_Howe", "2026-10-03")]
    [InlineData("Sun 00:00-00:30 America/Santiago", "2026-09-06")]
    [InlineData("Fri 00:10-00:20 Africa/Cairo", "2026-04-23")]
    public void A_window_that_lies_in_the_gap_stays_shut_that_day(string window, string date)
    {
        Assert.Empty(OpeningsOn(window, date));
        Assert.InRange(Calendar(window).NextOpening(At($"{date}T00:00Z"))!.Value - At($"{date}T00:00Z"), TimeSpan.FromDays(7), TimeSpan.FromDays(9));
    }

    [Theory]
    // 03:00 becomes 02:00 at 01:00 UTC.
    [InlineData("Sun 02:00-04:00 Europe/Berlin", "2026-10-25 00:00-03:00")]
    [InlineData("Sun 02:15-02:45 Europe/Berlin", "2026-10-25 00:15-00:45")]
    [InlineData("Sun 02:30-03:00 Europe/Berlin", "2026-10-25 00:30-02:00")]
    [InlineData("Sun 03:00-04:00 Europe/Berlin", "2026-10-25 02:00-03:00")]
    [InlineData("Sun 01:30-02:30 Europe/Berlin", "2026-10-24 23:30-2026-10-25 00:30")]
    [InlineData("Sun 00:00-24:00 Europe/Berlin", "2026-10-24 22:00-2026-10-25 23:00")]
    // 02:00 becomes 01:00 at 06:00 UTC.
    [InlineData("Sun 01:00-02:00 America/New_York", "2026-11-01 05:00-07:00")]
    [InlineData("Sun 01:15-01:45 America/New_York", "2026-11-01 05:15-05:45")]
    // 02:00 becomes 01:30 at 15:00 UTC.
    [InlineData("Sun 01:30-02:00 Australia/Lord_Howe", "2026-04-04 14:30-15:30")]
    [InlineData("Sun 01:00-01:45 Australia/Lord_Howe", "2026-04-04 14:00-14:45")]
    // 24:00 becomes 23:00 at 03:00 UTC.
    [InlineData("Sat 23:00-24:00 America/Santiago", "2026-04-05 02:00-04:00")]
    [InlineData("Sat 23:15-23:45 America/Santiago", "2026-04-05 02:15-02:45")]
    [InlineData("Sun 00:00-01:00 America/Santiago", "2026-04-05 04:00-05:00")]
    // 24:00 becomes 23:00 at 21:00 UTC.
    [InlineData("Thu 23:00-24:00 Africa/Cairo", "2026-10-29 20:00-22:00")]
    public void Where_clocks_are_put_back_a_time_that_comes_twice_is_its_first_occurrence(string window, string opening) =>
        Assert.Equal([opening], OpeningsOn(window, opening));

    [Fact]
    public void A_window_does_not_open_again_when_its_times_come_again()
    {
        var calendar = Calendar("Sun 02:00-02:30 Europe/Berlin");

        Assert.True(calendar.StateAt(At("2026-10-25T02:15+02:00")).IsOpen);
        Assert.False(calendar.StateAt(At("2026-10-25T02:15+01:00")).IsOpen);
    }

    [Fact]
    public void Windows_that_adjoin_on_the_clock_adjoin_in_time_when_it_is_changed() => Assert.Equal(
        ["2026-10-24 22:00-2026-10-25 03:00"],
        Openings(Calendar("Sun 00:00-02:30 Europe/Berlin", "Sun 02:30-04:00 Europe/Berlin"), "2026-10-24T00:00Z", "2026-10-26T00:00Z"));

    [Fact]
    public void A_day_that_a_zone_left_out_altogether_has_no_window() => Assert.Equal(
        ["2011-12-29 20:00-22:00", "2011-12-30 20:00-22:00"],
        Openings(Calendar("daily 10:00-12:00 Pacific/Apia"), "2011-12-29T12:00Z", "2011-12-31T12:00Z"));

    [Fact]
    public void The_same_window_follows_the_clock_of_its_zone_from_winter_to_summer() => Assert.Equal(
        ["2026-03-22 01:00-03:00", "2026-03-29 01:00-02:00", "2026-04-05 00:00-02:00"],
        Openings(Calendar("Sun 02:00-04:00 Europe/Berlin"), "2026-03-20T00:00Z", "2026-04-10T00:00Z"));

    // From half a week before to half a week after, so that there is one week's window and no other.
    private static string[] OpeningsOn(string window, string opening)
    {
        var date = At($"{opening[..10]}T00:00Z");
        return Openings(Calendar(window), $"{date.AddDays(-3):O}", $"{date.AddDays(3.5):O}");
    }
}
