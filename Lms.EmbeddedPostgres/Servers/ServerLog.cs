namespace Lms.EmbeddedPostgres.Servers;

internal static class ServerLog
{
    private const int Lines = 12;

    /// <summary>The last lines, which say why a server did not start.</summary>
    public static string Tail(string path)
    {
        if (!File.Exists(path))
            return "(no log)";
        return string.Join('\n', File.ReadLines(path).TakeLast(Lines));
    }
}
