using System.Globalization;

namespace Lms.Migrations.Windows;

/// <summary>Reads weekly windows: <c>&lt;days&gt; HH:mm-HH:mm &lt;zone&gt;</c>.</summary>
internal static class WeeklyWindowParser
{
    /// <summary>A worked example.</summary>
    public const string Example = "Sun 02:00-04:00 Europe/Berlin";

    private const string TimesExample = "02:00-04:00";
    private const string EndOfDay = "24:00";

    /// <summary>Reads a window from one line. Null when it is none; each faulty part is then among the faults.</summary>
    public static WeeklyWindow? Read(string line, List<string> faults)
    {
        // The times are what a colon gives away; days stand before them and the zone after.
        var words = line.Split(' ');
        var times = Array.FindIndex(words, word => word.Contains(':'));
        if (times < 0)
        {
            faults.Add($"the times are missing; write them between days and zone: {Example}");
            return null;
        }

        var days = ReadDays(string.Join(' ', words[..times]), faults);
        var (start, length) = ReadTimes(words[times], faults);
        var clock = ReadZone(string.Join(' ', words[(times + 1)..]), faults);
        return days is { } begin && length > 0 && clock is not null ? new WeeklyWindow(begin, start, length, clock) : null;
    }

    private static WeekDays? ReadDays(string text, List<string> faults)
    {
        if (text.Length > 0)
            return WeekDays.Read(text, faults);

        faults.Add($"the days are missing; write them before the times: {Example}");
        return null;
    }

    private static (int Start, int Length) ReadTimes(string text, List<string> faults)
    {
        if (text.Split('-') is not [var first, var second])
        {
            faults.Add($"'{text}' is not two times; write start and end as {TimesExample}");
            return default;
        }

        var start = MinuteOf(first, "from 00:00 to 23:59", faults);
        var end = second == EndOfDay ? WeeklyWindow.MinutesOfDay : MinuteOf(second, $"from 00:00 to {EndOfDay}", faults);
        if (start is null || end is null)
            return default;

        var length = end.Value - start.Value;
        return (start.Value, length > 0 ? length : length + WeeklyWindow.MinutesOfDay);
    }

    private static int? MinuteOf(string text, string range, List<string> faults)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return (60 * time.Hour) + time.Minute;

        faults.Add($"'{text}' is no time of day; write HH:mm {range}");
        return null;
    }

    private static ZoneClock? ReadZone(string text, List<string> faults)
    {
        if (text.Length > 0)
            return ZoneNames.Find(text, faults) is { } zone ? new ZoneClock(zone) : null;

        faults.Add($"the zone is missing; write it after the times: {Example}");
        return null;
    }
}
