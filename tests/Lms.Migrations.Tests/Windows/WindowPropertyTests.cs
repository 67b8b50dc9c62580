using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Windows;

/// <summary>Laws that hold for any windows, freezes and instants, tried on random ones.</summary>
public sealed class WindowPropertyTests : WindowTest
{
    private const int TwoWeeks = 14 * 24 * 60;

    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(1_000);
    private static readonly Config AFewLongOnes = Config.QuickThrowOnFailure.WithMaxTest(25);

    /// <summary>A zone, and the minute at which its clocks are changed in 2026, forward and back.</summary>
    private static readonly Gen<(string Zone, string Change)> Change = Gen.Elements(
        ("Europe/Berlin", "2026-03-29T01:00Z"), ("Europe/Berlin", "2026-10-25T01:00Z"),
        ("America/New_York", "2026-03-08T07:00Z"), ("America/New_York", "2026-11-01T06:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30Z"), ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
        ("America/Santiago", "2026-09-06T04:00Z"), ("America/Santiago", "2026-04-05T03:00Z"),
        ("Africa/Cairo", "2026-04-23T22:00Z"), ("Africa/Cairo", "2026-10-29T21:00Z"));

    private static readonly Gen<string> Zone = Gen.Elements(
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Kiritimati");

    /// <summary>Around the hours in which clocks are changed as often as anywhere else.</summary>
    private static readonly Gen<int> MinuteOfDay = Gen.OneOf(Gen.Choose(0, 1_439), Gen.Choose(0, 180), Gen.Elements(0, 60, 90, 120, 150, 180, 1_380, 1_410));

    private static readonly Gen<int> Length = Gen.OneOf(Gen.Choose(1, 1_440), Gen.Choose(1, 180), Gen.Elements(30, 60, 120, 1_440));

    private static readonly Gen<MaintenanceWindow> AnyWindow =
        Gen.OneOf(Zone.SelectMany(Weekly), OneOff(At("2026-01-01T00:00Z"), days: 400));

    [Fact]
    public void A_window_that_is_written_and_read_again_is_the_same() =>
        Check.One(Thoroughly, Prop.ForAll(AnyWindow.ToArbitrary(), window =>
        {
            var read = MaintenanceWindow.Parse(window.ToString());

            Assert.Equal(window, read);
            Assert.Equal(window.ToString(), read.ToString());
        }));

    [Fact]
    public void A_freeze_that_is_written_and_read_again_is_the_same() =>
        Check.One(Thoroughly, Prop.ForAll(AnyFreeze(At("2026-01-01T00:00Z"), days: 400).ToArbitrary(), freeze =>
            freeze == Freeze.Parse(freeze.ToString(), freeze.Reason)));

    [Fact]
    public void Any_text_is_a_window_or_has_a_fault()
    {
        var pieces = Gen.Elements(
            "Sun", "daily", "Mon-Fri", ",", "-", " ", "02:00", "24:00", "02:00-04:00", ":", "UTC", "Europe/Berlin", "/", "..", "2026-12-01T01:00Z", "PT2H",
            "P", "T", "Z", "+01:00", "9", "é", "\0", "\uD800", "\n");
        Check.One(Thoroughly, Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var isWindow = MaintenanceWindow.TryParse(text, out var window, out var fault);

            Assert.Equal((isWindow, isWindow), (window is not null, fault is null));
            Assert.NotEqual("", fault);
        }));
    }

    [Fact]
    public void It_is_open_at_an_instant_exactly_when_that_lies_in_an_opening()
    {
        var questions =
            from calendar in AnyCalendar(At("2026-09-01T00:00Z"), days: 120)
            from day in Gen.Choose(0, 120)
            from days in Gen.Choose(1, 40)
            from minutes in Gen.Choose(0, days * 1_440).ArrayOf(20)
            let start = At("2026-09-01T00:00Z").AddDays(day)
            select (calendar, start, end: start.AddDays(days), instants: minutes.Select(minute => start.AddMinutes(minute)));
        Check.One(Thoroughly, Prop.ForAll(questions.ToArbitrary(), question =>
        {
            var calendar = new WindowCalendar(question.calendar.Windows, question.calendar.Freezes);
            var openings = calendar.Openings(question.start, question.end).ToArray();

            Assert.All(openings, opening => Assert.True(question.start <= opening.Start && opening.Start < opening.End && opening.End <= question.end));
            Assert.All(openings.Zip(openings.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
            var edges = openings.SelectMany(opening => new[] { opening.Start, opening.Start.AddTicks(-1), opening.End, opening.End.AddTicks(-1) });
            foreach (var instant in question.instants.Concat(edges).Where(instant => question.start <= instant && instant < question.end))
                Assert.Equal(openings.Any(opening => opening.Start <= instant && instant < opening.End), calendar.StateAt(instant).IsOpen);
        }));
    }

    [Fact]
    public void A_state_does_not_depend_on_what_was_asked_before()
    {
        var questions =
            from calendar in AnyCalendar(At("2026-09-01T00:00Z"), days: 120)
            from minutes in Gen.Choose(0, 130 * 1_440).ArrayOf(30)
            select (calendar, instants: minutes.Select(minute => At("2026-08-28T00:00Z").AddMinutes(minute)).ToArray());
        Check.One(Thoroughly, Prop.ForAll(questions.ToArbitrary(), question =>
        {
            var asked = new WindowCalendar(question.calendar.Windows, question.calendar.Freezes);
            foreach (var instant in question.instants)
                Assert.Equal(new WindowCalendar(question.calendar.Windows, question.calendar.Freezes).StateAt(instant), asked.StateAt(instant));
        }));
    }

    [Fact]
    public void It_is_what_somebody_finds_who_looks_at_the_clock_every_minute_of_two_weeks_around_a_change()
    {
        var questions =
            from change in Change
            let start = At(change.Change).AddDays(-7)
            from calendar in CalendarIn(Gen.Frequency((3, Gen.Constant(change.Zone)), (1, Zone)), start, days: 14)
            select (calendar, start);
        Check.One(AFewLongOnes, Prop.ForAll(questions.ToArbitrary(), question =>
        {
            var (windows, freezes) = question.calendar;
            var expected = MinuteByMinute.Watch(windows, freezes, question.start, TwoWeeks);
            AssertAgrees(new WindowCalendar(windows, freezes), expected, question.start);
        }));
    }

    // Backwards: the next change of either kind is known at every minute, and no state is one that was worked out before.
    private static void AssertAgrees(WindowCalendar calendar, bool[] expected, DateTimeOffset from)
    {
        var end = from.AddMinutes(expected.Length);
        var (opens, closes) = (end, end);
        for (var minute = expected.Length - 1; minute >= 0; minute--)
        {
            var instant = from.AddMinutes(minute);
            (opens, closes) = expected[minute] ? (instant, closes) : (opens, instant);
            var state = calendar.StateAt(instant);
            if (state.IsOpen != expected[minute] || !Agrees(state.IsOpen ? closes : opens, state.Until ?? state.NextOpening, end))
                Assert.Fail($"At {instant:u} it should be {(expected[minute] ? $"open until {closes:u}" : $"closed until {opens:u}")}, and is {state}.");
            // A prime, so that all minutes of the hour have their turn.
            if (minute % 7 == 0 && !Agrees(opens, calendar.NextOpening(instant), end))
                Assert.Fail($"After {instant:u} it should open {opens:u}, and does {calendar.NextOpening(instant):u}.");
        }
    }

    // What happens after the end was not watched.
    private static bool Agrees(DateTimeOffset expected, DateTimeOffset? actual, DateTimeOffset end) =>
        expected < end ? actual == expected : actual is null || actual >= end;

    private static Gen<MaintenanceWindow> Weekly(string zone) =>
        from days in Gen.OneOf(Gen.Choose(1, 127), Gen.Elements(32, 64, 96, 127))
        from start in MinuteOfDay
        from length in Length
        select (MaintenanceWindow)new WeeklyWindow(
            new WeekDays(days), start, length, new ZoneClock(zone == "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static Gen<MaintenanceWindow> OneOff(DateTimeOffset earliest, int days) =>
        from start in Gen.Choose(0, days * 1_440)
        from length in Gen.OneOf(Gen.Choose(1, 31 * 1_440), Gen.Choose(1, 1_440))
        select (MaintenanceWindow)new OneOffWindow(earliest.AddMinutes(start), earliest.AddMinutes(start + length));

    private static Gen<Freeze> AnyFreeze(DateTimeOffset earliest, int days) =>
        from start in Gen.Choose(0, days * 1_440)
        from minutes in Gen.Frequency((4, Gen.Choose(1, 4 * 1_440)), (1, Gen.Choose(1, 60 * 1_440)))
        from isOpen in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from reason in Gen.Elements("year-end close", "incident 4711")
        select Freeze.Parse($"{earliest.AddMinutes(start):yyyy-MM-dd'T'HH:mm'Z'}/{(isOpen ? ".." : $"PT{minutes}M")}", reason);

    private static Gen<(MaintenanceWindow[] Windows, Freeze[] Freezes)> AnyCalendar(DateTimeOffset earliest, int days) => CalendarIn(Zone, earliest, days);

    private static Gen<(MaintenanceWindow[] Windows, Freeze[] Freezes)> CalendarIn(Gen<string> zones, DateTimeOffset earliest, int days) =>
        from count in Gen.Choose(0, 3)
        from windows in Gen.Frequency((3, zones.SelectMany(Weekly)), (1, OneOff(earliest, days))).ArrayOf(count)
        from freezeCount in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from freezes in AnyFreeze(earliest, days).ArrayOf(freezeCount)
        select (windows, freezes);
}
