using System.Buffers;
using System.Globalization;

namespace Lms.Migrations;

/// <summary>Durations as people and PostgreSQL write them: <c>500ms</c>, <c>2s</c>, <c>5min</c> or <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class Duration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration. <c>0</c> needs no unit; everything else does, so that nobody mistakes 5 for 5 ms.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is null)
            return false;

        if (text == "0")
            return true;

        var unitStart = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        if (unitStart <= 0 || !double.TryParse(text.AsSpan(0, unitStart), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;

        double? milliseconds = text[unitStart..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        if (milliseconds is null || number * milliseconds > TimeSpan.FromDays(365).TotalMilliseconds)
            return false;

        duration = TimeSpan.FromMilliseconds(number * milliseconds.Value);
        return true;
    }

    /// <summary>Writes a duration in the largest unit that keeps it whole: <c>90s</c>, <c>2min</c>, <c>250ms</c>.</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        _ when duration == TimeSpan.Zero => "0",
        _ when duration.Ticks % TimeSpan.TicksPerDay == 0 => $"{duration.TotalDays:0}d",
        _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => $"{duration.TotalHours:0}h",
        _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => $"{duration.TotalMinutes:0}min",
        _ when duration.Ticks % TimeSpan.TicksPerSecond == 0 => $"{duration.TotalSeconds:0}s",
        _ => $"{duration.TotalMilliseconds:0}ms",
    };
}
