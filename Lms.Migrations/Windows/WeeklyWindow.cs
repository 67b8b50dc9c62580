using System.Globalization;

namespace Lms.Migrations.Windows;

/// <summary>A window that opens on the same days of every week: <c>Sun 02:00-04:00 Europe/Berlin</c>.</summary>
/// <param name="Days">The days on which it begins; at least one.</param>
/// <param name="Start">The minute of the day at which it begins; 0–1,439.</param>
/// <param name="Length">Minutes from its start to its end as the clock shows them; 1–1,440.</param>
/// <param name="Clock">The clock in its zone.</param>
internal sealed record WeeklyWindow(WeekDays Days, int Start, int Length, ZoneClock Clock) : MaintenanceWindow
{
    public const int MinutesOfDay = 24 * 60;

    // No date around which a clock would have to show one that .NET does not know.
    private static readonly DateOnly FirstDate = DateOnly.MinValue.AddDays(7);
    private static readonly DateOnly LastDate = DateOnly.MaxValue.AddDays(-7);

    internal override DateTimeOffset? LastEnd => null;

    private protected override string Text => $"{Days} {TimeOfDay(Start)}-{TimeOfDay(End)} {Clock}";

    // A day's last minute ends at 24:00, so that 22:00-24:00 does not look like a window over two days.
    private int End => Start + Length <= MinutesOfDay ? Start + Length : Start + Length - MinutesOfDay;

    internal override WindowOpening? Next(DateTimeOffset after)
    {
        // A window is a day long at the most: what began before yesterday has ended.
        var today = Clock.DateAt(after);
        for (var date = today > FirstDate ? today.AddDays(-1) : FirstDate; date <= LastDate; date = date.AddDays(1))
            if (Days.Contains(date.DayOfWeek) && OpeningOn(date) is { } opening && opening.End > after)
                return opening;
        return null;
    }

    // None when both ends fall into one gap of the clock, which makes them the same instant.
    private WindowOpening? OpeningOn(DateOnly date)
    {
        var start = date.ToDateTime(TimeOnly.MinValue).AddMinutes(Start);
        var opening = new WindowOpening(Clock.FirstInstantAt(start), Clock.FirstInstantAt(start.AddMinutes(Length)));
        return opening.Start < opening.End ? opening : null;
    }

    private static string TimeOfDay(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
