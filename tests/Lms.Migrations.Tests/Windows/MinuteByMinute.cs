using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Windows;

/// <summary>Windows as somebody keeps them who looks at the clock every minute, and does not let its hands go back.</summary>
internal static class MinuteByMinute
{
    private const int MinutesOfADay = 1_440;

    /// <summary>Whether it is open in each of so many minutes. Every window and freeze begins and ends with a minute.</summary>
    public static bool[] Watch(IReadOnlyList<MaintenanceWindow> windows, IReadOnlyList<Freeze> freezes, DateTimeOffset from, int minutes)
    {
        var watched = windows.Select(window => Watch(window, from, minutes)).ToArray();
        return [.. Enumerable.Range(0, minutes).Select(minute =>
            (windows.Count == 0 || watched.Any(window => window[minute]))
            && !freezes.Any(freeze => freeze.Start <= from.AddMinutes(minute) && !(freeze.End <= from.AddMinutes(minute))))];
    }

    private static bool[] Watch(MaintenanceWindow window, DateTimeOffset from, int minutes) => window switch
    {
        OneOffWindow once => [.. Enumerable.Range(0, minutes).Select(minute => once.Start <= from.AddMinutes(minute) && from.AddMinutes(minute) < once.End)],
        WeeklyWindow weekly => Watch(weekly, from, minutes),
        _ => throw new ArgumentOutOfRangeException(nameof(window)),
    };

    // Two days more at the beginning, for the hands to be where they would be.
    private static bool[] Watch(WeeklyWindow window, DateTimeOffset from, int minutes)
    {
        var open = new bool[minutes];
        var hands = DateTime.MinValue;
        for (var minute = -2 * MinutesOfADay; minute < minutes; minute++)
        {
            var shown = TimeZoneInfo.ConvertTime(from.AddMinutes(minute), window.Clock.Zone).DateTime;
            hands = shown > hands ? shown : hands;
            if (minute >= 0)
                open[minute] = IsOpen(window, hands);
        }

        return open;
    }

    private static bool IsOpen(WeeklyWindow window, DateTime hands)
    {
        var sinceToday = (int)hands.TimeOfDay.TotalMinutes - window.Start;
        return (sinceToday >= 0 && sinceToday < window.Length && window.Days.Contains(hands.DayOfWeek))
            || (sinceToday + MinutesOfADay < window.Length && window.Days.Contains(hands.AddDays(-1).DayOfWeek));
    }
}
