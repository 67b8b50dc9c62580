using System.Globalization;

namespace Lms.AppHost.Embedded.Services;

/// <summary>An entry of a service's log, as the line format of all services has it:
/// <c>2026-11-26 17:11:45.123Z INF Hosting.Lifetime: Application started.</c></summary>
/// <param name="Level"><c>INF</c>, <c>WRN</c>, <c>ERR</c>, …</param>
/// <param name="Category">What it is about.</param>
/// <param name="Message">The rest.</param>
internal sealed record ServiceLogLine(string Level, string Category, string Message)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff'Z'";
    private const string StackTrace = " | at ";
    private const int TimeLength = 24;
    private const int LevelLength = 3;
    private const int CategoryStart = TimeLength + 1 + LevelLength + 1;

    /// <summary>The message without where an exception came from, which is for the file.</summary>
    public string Headline => Message.IndexOf(StackTrace, StringComparison.Ordinal) is >= 0 and var end ? Message[..end] : Message;

    /// <summary>Whether it says that something went wrong.</summary>
    public bool IsError => Level is "ERR" or "CRT";

    /// <summary>Whether nobody misses it on a terminal: that the web server has started, from where and how to stop it.</summary>
    public bool IsNoise => Category == "Hosting.Lifetime" && Level == "INF";

    /// <summary>Null for a line of another form: what a program prints beside its log.</summary>
    public static ServiceLogLine? Parse(string line)
    {
        if (line.Length <= CategoryStart || line[TimeLength] != ' ' || line[CategoryStart - 1] != ' '
            || !DateTime.TryParseExact(line.AsSpan(0, TimeLength), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return null;
        }

        var colon = line.IndexOf(": ", CategoryStart, StringComparison.Ordinal);
        return colon < 0
            ? null
            : new ServiceLogLine(line.Substring(TimeLength + 1, LevelLength), line[CategoryStart..colon], line[(colon + 2)..]);
    }
}
