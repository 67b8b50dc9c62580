using System.Globalization;

namespace Lms.Migrations.Windows;

/// <summary>Points in time as text: ISO 8601 to be read back, and a form for people.</summary>
internal static class InstantText
{
    private const string Example = "2026-12-01T01:00Z";
    private const int FirstYear = 2000;
    private const int LastYear = 2999;

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads <c>2026-12-01T01:00Z</c> or <c>2026-12-01T02:00:30+01:00</c>. Null when it is no such thing, and why among the faults.</summary>
    public static DateTimeOffset? Read(string text, List<string> faults)
    {
        var upper = text.ToUpperInvariant();
        if (!DateTimeOffset.TryParseExact(upper, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            faults.Add($"'{text}' is no date and time; write {Example}");
        else if (upper.AsSpan(upper.IndexOf('T', StringComparison.Ordinal)).IndexOfAny('Z', '+', '-') < 0)
            faults.Add($"'{text}' does not say in which zone; end it with Z for UTC, or with an offset such as +01:00");
        else if (instant.UtcDateTime.Year is < FirstYear or > LastYear)
            faults.Add($"'{text}' lies outside the years {FirstYear} to {LastYear}");
        else
            return instant.ToUniversalTime();

        return null;
    }

    /// <summary>ISO 8601 in UTC: <c>2026-12-01T01:00Z</c>, with seconds where there are any.</summary>
    public static string Iso(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(HasSeconds(instant) ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>For people: <c>2026-12-01 01:00 UTC</c>.</summary>
    public static string Spoken(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(HasSeconds(instant) ? "yyyy-MM-dd HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static bool HasSeconds(DateTimeOffset instant) => instant.Ticks % TimeSpan.TicksPerMinute != 0;
}
