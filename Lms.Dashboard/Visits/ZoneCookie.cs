namespace Lms.Dashboard.Visits;

/// <summary>The reader's time zone, which their browser tells: an IANA name.</summary>
internal static class ZoneCookie
{
    public const string Name = "lms-zone";

    private const int Longest = 64;

    public static TimeZoneInfo Read(HttpRequest request) =>
        request.Cookies[Name] is { Length: > 0 and <= Longest } id && IsName(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    // It becomes a path below the system's zones.
    private static bool IsName(string id) =>
        char.IsAsciiLetter(id[0]) && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+');
}
