namespace Lms.Migrations.Tests.Windows;

public sealed class WindowCalendarTests : WindowTest
{
    private const string Sundays = "Sun 02:00-04:00 UTC";

    [Fact]
    public void Without_a_window_it_is_always_open_and_not_confined()
    {
        var state = Calendar().StateAt(At("2026-11-26T12:00Z"));

        Assert.Equal((true, false, null, null), (state.IsOpen, state.IsConfined, state.Until, state.NextOpening));
        Assert.Equal("open: no window confines it", state.Reason);
    }

    [Theory]
    [InlineData("2026-11-29T01:59:59.9999999Z", false)]
    [InlineData("2026-11-29T02:00Z", true)]
    [InlineData("2026-11-29T03:59:59.9999999Z", true)]
    [InlineData("2026-11-29T04:00Z", false)]
    [InlineData("2026-11-30T03:00Z", false)]
    [InlineData("2026-11-29T04:30+02:00", true)]
    public void A_window_is_open_from_its_first_instant_to_the_last_before_its_end(string instant, bool isOpen) =>
        Assert.Equal(isOpen, Calendar(Sundays).StateAt(At(instant)).IsOpen);

    [Fact]
    public void An_open_state_says_when_it_closes()
    {
        var state = Calendar(Sundays).StateAt(At("2026-11-29T03:00Z"));

        Assert.Equal((true, true, At("2026-11-29T04:00Z"), null), (state.IsOpen, state.IsConfined, state.Until, state.NextOpening));
        Assert.Equal("open until 2026-11-29 04:00 UTC", state.Reason);
    }

    [Fact]
    public void A_closed_state_says_which_window_opens_next_and_when()
    {
        var state = Calendar("Wed 02:00-04:00 UTC", "Sun 02:00-04:00 Europe/Berlin").StateAt(At("2026-11-26T12:00Z"));

        Assert.Equal((false, true, null, At("2026-11-29T01:00Z")), (state.IsOpen, state.IsConfined, state.Until, state.NextOpening));
        Assert.Equal("the next window, Sun 02:00-04:00 Europe/Berlin, opens 2026-11-29 01:00 UTC", state.Reason);
    }

    [Fact]
    public void After_the_last_one_off_nothing_opens_silently()
    {
        var calendar = Calendar("2026-12-01T01:00Z/PT2H", "2026-11-01T01:00Z/PT2H");
        var state = calendar.StateAt(At("2026-12-01T03:00Z"));

        Assert.Equal((false, true, null, null), (state.IsOpen, state.IsConfined, state.Until, state.NextOpening));
        Assert.Equal("no window is open and none will open: the last one passed 2026-12-01 03:00 UTC", state.Reason);
        Assert.Empty(calendar.Openings(At("2026-12-01T03:00Z"), At("2999-01-01T00:00Z")));
    }

    [Fact]
    public void A_one_off_is_waited_for_however_far_it_lies()
    {
        var calendar = Calendar("2031-12-01T01:00Z/PT2H");

        Assert.Equal(At("2031-12-01T01:00Z"), calendar.NextOpening(At("2026-12-01T01:00Z")));
        Assert.Equal("the next window, 2031-12-01T01:00Z/PT2H, opens 2031-12-01 01:00 UTC", calendar.StateAt(At("2026-12-01T01:00Z")).Reason);
    }

    [Fact]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_begins() => Assert.Equal(
        ["2026-11-27 22:00-2026-11-28 02:00", "2026-12-04 22:00-2026-12-05 02:00"],
        Openings(Calendar("Fri 22:00-02:00 UTC"), "2026-11-27T00:00Z", "2026-12-05T12:00Z"));

    [Theory]
    [InlineData("Fri 22:00-02:00 UTC", "2026-11-28T00:00Z", "2026-11-28T02:00Z")]
    [InlineData("Fri 23:59-23:59 UTC", "2026-11-28T23:58Z", "2026-11-28T23:59Z")]
    [InlineData("Fri 23:59-23:59 Pacific/Kiritimati", "2026-11-28T09:58Z", "2026-11-28T09:59Z")]
    [InlineData("Fri 23:59-23:59 Pacific/Niue", "2026-11-29T10:58Z", "2026-11-29T10:59Z")]
    public void A_window_that_began_yesterday_is_open_until_it_ends(string window, string instant, string end) =>
        Assert.Equal(At(end), Calendar(window).StateAt(At(instant)).Until);

    [Fact]
    public void Windows_that_overlap_or_adjoin_are_one_opening()
    {
        var calendar = Calendar("Sun 02:00-04:00 UTC", "Sun 04:00-05:00 UTC", "2026-11-29T04:30Z/PT2H", "Sun 08:00-09:00 UTC");

        Assert.Equal(
            ["2026-11-29 02:00-06:30", "2026-11-29 08:00-09:00"], Openings(calendar, "2026-11-29T00:00Z", "2026-11-30T00:00Z"));
        Assert.Equal(At("2026-11-29T06:30Z"), calendar.StateAt(At("2026-11-29T02:00Z")).Until);
    }

    [Fact]
    public void Openings_are_cut_off_at_both_ends_of_what_was_asked_for() => Assert.Equal(
        ["2026-11-29 03:00-04:00", "2026-12-06 02:00-03:00"], Openings(Calendar(Sundays), "2026-11-29T03:00Z", "2026-12-06T03:00Z"));

    [Theory]
    [InlineData("2026-11-29T03:00Z", "2026-11-29T03:00Z")]
    [InlineData("2026-12-06T03:00Z", "2026-11-29T03:00Z")]
    [InlineData("2026-11-29T04:00Z", "2026-12-06T02:00Z")]
    public void There_are_no_openings_where_there_is_no_time(string from, string to) => Assert.Empty(Openings(Calendar(Sundays), from, to));

    [Fact]
    public void Windows_that_cover_the_week_never_close()
    {
        var state = Calendar("Mon-Fri 00:00-24:00 Europe/Berlin", "Sat,Sun 00:00-24:00 Europe/Berlin").StateAt(At("2026-11-26T12:00Z"));

        Assert.Equal((true, null), (state.IsOpen, state.Until));
        Assert.Equal("open: the windows leave no gap", state.Reason);
    }

    [Fact]
    public void Windows_that_leave_a_gap_only_in_summer_close_in_spring() => Assert.Equal(
        At("2027-03-28T11:00Z"),
        Calendar("daily 00:00-13:00 Europe/Berlin", "daily 12:00-24:00 UTC").StateAt(At("2026-11-26T12:00Z")).Until);

    [Fact]
    public void One_offs_that_adjoin_for_more_than_a_year_close_in_the_end()
    {
        var months = Enumerable.Range(0, 20).Select(month => $"{At("2026-01-01T00:00Z").AddDays(31 * month):yyyy-MM-dd'T'HH:mm'Z'}/P31D").ToArray();

        Assert.Equal(At("2026-01-01T00:00Z").AddDays(31 * 20), Calendar(months).StateAt(At("2026-01-01T00:00Z")).Until);
    }

    [Fact]
    public void A_freeze_beats_every_window()
    {
        var calendar = Calendar(Sundays, "2026-12-24T00:00Z/PT1H", $"{YearEnd}!year-end close");
        var state = calendar.StateAt(At("2026-12-27T03:00Z"));

        Assert.Equal((false, true, null, At("2027-01-03T02:00Z")), (state.IsOpen, state.IsConfined, state.Until, state.NextOpening));
        Assert.Equal("frozen until 2027-01-02 00:00 UTC: year-end close", state.Reason);
        Assert.Equal(
            ["2026-12-13 02:00-04:00", "2027-01-03 02:00-04:00"], Openings(calendar, "2026-12-10T00:00Z", "2027-01-10T00:00Z"));
    }

    [Fact]
    public void A_freeze_closes_a_database_without_windows_as_long_as_it_lasts()
    {
        var calendar = Calendar($"{YearEnd}!year-end close");

        var before = calendar.StateAt(At("2026-12-19T23:59Z"));
        var during = calendar.StateAt(At("2026-12-20T00:00Z"));
        var after = calendar.StateAt(At("2027-01-02T00:00Z"));

        Assert.Equal((true, At("2026-12-20T00:00Z")), (before.IsOpen, before.Until));
        Assert.Equal("open until a freeze begins 2026-12-20 00:00 UTC: year-end close", before.Reason);
        Assert.Equal((false, false, At("2027-01-02T00:00Z")), (during.IsOpen, during.IsConfined, during.NextOpening));
        Assert.Equal((true, null), (after.IsOpen, after.Until));
    }

    [Fact]
    public void A_freeze_that_begins_in_a_window_closes_it()
    {
        var calendar = Calendar("Sun 02:00-04:00 UTC", "2026-11-29T03:00Z/PT30M!release");

        var state = calendar.StateAt(At("2026-11-29T02:30Z"));
        Assert.Equal(At("2026-11-29T03:00Z"), state.Until);
        Assert.Equal("open until a freeze begins 2026-11-29 03:00 UTC: release", state.Reason);
        Assert.Equal(["2026-11-29 02:00-03:00", "2026-11-29 03:30-04:00"], Openings(calendar, "2026-11-29T00:00Z", "2026-11-30T00:00Z"));
    }

    [Fact]
    public void A_window_that_a_freeze_covers_at_first_opens_when_the_freeze_ends() => Assert.Equal(
        "the next window, Sun 02:00-04:00 UTC, opens 2026-11-29 03:30 UTC",
        Calendar("Sun 02:00-04:00 UTC", "2026-11-29T01:00Z/PT2H30M!release").StateAt(At("2026-11-29T00:30Z")).Reason);

    [Fact]
    public void A_freeze_without_an_end_lasts_until_it_is_lifted()
    {
        var calendar = Calendar(Sundays, "2026-12-20T00:00Z/..!incident 4711");

        var state = calendar.StateAt(At("2036-12-21T03:00Z"));
        Assert.Equal((false, null, null), (state.IsOpen, state.Until, state.NextOpening));
        Assert.Equal("frozen until lifted: incident 4711", state.Reason);
        Assert.Equal(["2026-12-13 02:00-04:00"], Openings(calendar, "2026-12-10T00:00Z", "2999-01-01T00:00Z"));
    }

    [Fact]
    public void Freezes_that_overlap_or_adjoin_are_one_with_all_their_reasons()
    {
        var calendar = Calendar(
            "2026-12-20T00:00Z/P13D!year-end close", "2027-01-02T00:00Z/P1D!audit", "2026-12-24T00:00Z/P3D!year-end close", "2027-01-04T00:00Z/P1D!move");

        var state = calendar.StateAt(At("2026-12-20T00:00Z"));
        Assert.Equal("frozen until 2027-01-03 00:00 UTC: year-end close; audit", state.Reason);
        Assert.Equal(At("2027-01-03T00:00Z"), state.NextOpening);
    }

    [Fact]
    public void Windows_that_are_left_but_frozen_do_not_open()
    {
        var state = Calendar("2026-12-24T01:00Z/PT2H", $"{YearEnd}!year-end close").StateAt(At("2026-12-01T00:00Z"));

        Assert.Equal((false, null), (state.IsOpen, state.NextOpening));
        Assert.Equal("no window is open and none will open: all that are left lie in freezes", state.Reason);
    }

    [Theory]
    [InlineData("2026-12-19T12:00Z", false, "the next window, Sun 02:00-04:00 Europe/Berlin, opens 2027-01-03 01:00 UTC")]
    [InlineData("2026-12-20T01:30Z", false, "frozen until 2027-01-02 00:00 UTC: year-end close")]
    [InlineData("2027-01-02T00:00Z", false, "the next window, Sun 02:00-04:00 Europe/Berlin, opens 2027-01-03 01:00 UTC")]
    [InlineData("2027-01-03T01:00Z", true, "open until 2027-01-03 03:00 UTC")]
    public void The_worked_example_of_the_docs_is_true(string instant, bool isOpen, string reason)
    {
        var state = Calendar("Sun 02:00-04:00 Europe/Berlin", "2026-12-24T10:00Z/PT2H", $"{YearEnd}!year-end close").StateAt(At(instant));

        Assert.Equal((isOpen, reason), (state.IsOpen, state.Reason));
    }

    [Fact]
    public void The_next_opening_of_an_open_instant_is_that_instant() =>
        Assert.Equal(At("2026-11-29T02:30Z"), Calendar(Sundays).NextOpening(At("2026-11-29T03:30+01:00")));

    [Fact]
    public void A_state_is_worked_out_once_for_as_long_as_it_lasts()
    {
        var calendar = Calendar(Sundays, $"{YearEnd}!year-end close");

        Assert.Same(calendar.StateAt(At("2026-11-22T04:00Z")), calendar.StateAt(At("2026-11-29T01:59Z")));
        Assert.Same(calendar.StateAt(At("2026-11-29T02:00Z")), calendar.StateAt(At("2026-11-29T03:59Z")));
        Assert.Same(calendar.StateAt(At("2026-12-20T00:00Z")), calendar.StateAt(At("2027-01-01T23:59Z")));
        Assert.NotSame(calendar.StateAt(At("2026-12-20T00:00Z")), calendar.StateAt(At("2027-01-02T00:00Z")));
    }

    [Fact]
    public void Instants_at_the_ends_of_time_are_no_trouble()
    {
        var calendar = Calendar("daily 22:00-02:00 Pacific/Kiritimati", "Sun 00:00-24:00 Pacific/Niue");

        Assert.False(calendar.StateAt(DateTimeOffset.MaxValue).IsOpen);
        Assert.NotNull(calendar.NextOpening(DateTimeOffset.MinValue));
        Assert.True(Calendar().StateAt(DateTimeOffset.MinValue).IsOpen);
    }
}
