using System.Globalization;

namespace Lms.Dashboard.Text;

/// <summary>Times as the contract takes them.</summary>
internal static class UtcText
{
    /// <summary><c>2026-12-01T01:00:00Z</c>.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
