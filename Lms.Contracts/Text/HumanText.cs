using System.Globalization;

namespace Lms.Contracts.Text;

/// <summary>Durations, times and counts as people read them.</summary>
public static class HumanText
{
    /// <summary><c>12 ms</c>, <c>1.2 s</c>, <c>2 m 05 s</c>, <c>1 h 02 m</c>.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 999.5 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalSeconds: < 60 } => $"{duration.TotalSeconds:0.0} s",
        { TotalHours: < 1 } => $"{duration.Minutes} m {duration.Seconds:00} s",
        _ => $"{(long)duration.TotalHours} h {duration.Minutes:00} m",
    };

    /// <summary>The same without fractions of a second, for estimates: <c>1 s</c>, <c>12 s</c>, <c>1 m 03 s</c>.</summary>
    public static string Rounded(TimeSpan duration) => duration.TotalSeconds < 59.5
        ? $"{Math.Max(1, Math.Round(duration.TotalSeconds)):0} s"
        : Of(TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds)));

    /// <summary>A decimal number of any length with its thousands set apart: <c>123,456.78</c>; other text as it is.</summary>
    public static string Grouped(string number)
    {
        var sign = number.StartsWith('-') ? "-" : "";
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = number[sign.Length..(point < 0 ? number.Length : point)];
        if (whole.Length < 4 || !whole.All(char.IsAsciiDigit))
            return number;

        var groups = Enumerable.Range(0, (whole.Length + 2) / 3)
            .Select(group => whole[Math.Max(0, whole.Length - (group + 1) * 3)..(whole.Length - group * 3)])
            .Reverse();
        return $"{sign}{string.Join(',', groups)}{(point < 0 ? "" : number[point..])}";
    }

    /// <summary>The same for milliseconds; empty for none.</summary>
    public static string OfMilliseconds(long? milliseconds) =>
        milliseconds is { } count ? Of(TimeSpan.FromMilliseconds(count)) : "";

    /// <summary><c>2026-01-31 09:30:00</c> in this process's time zone.</summary>
    public static string Of(DateTimeOffset time) => Of(time, TimeZoneInfo.Local);

    /// <summary>The same in a time zone.</summary>
    public static string Of(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The same; empty for none.</summary>
    public static string Of(DateTimeOffset? time) => time is { } known ? Of(known) : "";

    /// <summary>Without seconds where they do not matter: <c>45 s</c>, <c>12 m</c>, <c>3 h 05 m</c>, <c>3 d 4 h</c>.</summary>
    public static string Distance(TimeSpan duration)
    {
        if (duration.TotalSeconds < 59.5)
            return Rounded(duration);

        // Before it is taken apart, so that nothing is lost where minutes become an hour.
        var rounded = TimeSpan.FromMinutes(Math.Round(duration.TotalMinutes, MidpointRounding.AwayFromZero));
        return rounded switch
        {
            { TotalHours: < 1 } => $"{rounded.Minutes} m",
            { TotalHours: < 24 } => $"{rounded.Hours} h {rounded.Minutes:00} m",
            _ => $"{(long)rounded.TotalDays} d {rounded.Hours} h",
        };
    }

    /// <summary>As seen from now: <c>in 3 h 05 m</c>, <c>12 m ago</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now) => (time - now) switch
    {
        { TotalSeconds: > -1 and < 1 } => "now",
        { Ticks: > 0 } ahead => $"in {Distance(ahead)}",
        var behind => $"{Distance(behind.Negate())} ago",
    };

    /// <summary><c>12 %</c>; 100 % only at the end.</summary>
    public static string Percent(double fraction) => $"{Math.Floor(fraction * 100):0} %";

    /// <summary>So many a second: <c>45,200/s</c>, <c>2.5/s</c>.</summary>
    public static string Rate(double perSecond) => perSecond < 10 ? $"{perSecond:0.#}/s" : $"{perSecond:N0}/s";

    /// <summary>Enough of a plan's hash to name it: its first twelve digits.</summary>
    public static string ShortHash(string hash) => hash[..Math.Min(12, hash.Length)];

    /// <summary>Enough of a run's id to name it: the millisecond in which it was asked for, <c>0198f3c2-1a2b</c>.</summary>
    public static string ShortId(Guid run) => run.ToString()[..13];

    /// <summary><c>1 migration</c>, <c>8 migrations</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
