using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;

namespace Lms.Dashboard.Calendars;

/// <summary>From when to when a freeze lasts.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="To">The first one after it; null when it lasts until it is lifted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FreezeSpan(DateTimeOffset From, DateTimeOffset? To)
{
    /// <summary>Reads what the contract says: a time, a slash, and a second time, a duration (ISO 8601) or <c>..</c>; null for anything else.</summary>
    public static FreezeSpan? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || Time(parts[0]) is not { } from)
            return null;
        if (parts[1] == "..")
            return new FreezeSpan(from, null);
        return (parts[1].StartsWith('P') ? After(from, parts[1]) : Time(parts[1])) is { } to ? new FreezeSpan(from, to) : null;
    }

    private static DateTimeOffset? After(DateTimeOffset from, string duration)
    {
        try
        {
            return from + XmlConvert.ToTimeSpan(duration);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
