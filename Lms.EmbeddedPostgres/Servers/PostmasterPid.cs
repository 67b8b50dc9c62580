using System.Globalization;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>What PostgreSQL writes about itself into <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterPid(int ProcessId, bool IsReady)
{
    private const int ProcessLine = 0;
    private const int StatusLine = 7;

    public static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <summary>Null when there is no such file, or it is still being written.</summary>
    public static PostmasterPid? Read(string dataDirectory)
    {
        try
        {
            var lines = File.ReadAllLines(FileIn(dataDirectory));
            return lines.Length > 0 && int.TryParse(lines[ProcessLine], CultureInfo.InvariantCulture, out var id)
                ? new PostmasterPid(id, lines.ElementAtOrDefault(StatusLine)?.Trim() == "ready")
                : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
