namespace Lms.EmbeddedPostgres.Servers;

/// <summary>The file that a server writes what it has to say to.</summary>
internal static class ServerLog
{
    private const int LinesOfTail = 12;
    private const long LargestBytes = 16 << 20;

    /// <summary>The last lines, which say why a server did not start.</summary>
    public static string Tail(string path) =>
        File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(LinesOfTail)) : "(no log)";

    /// <summary>Before a start, so that the log of a server that is started every day does not grow for ever.</summary>
    public static void KeepOneOld(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LargestBytes })
            File.Move(path, path + ".old", overwrite: true);
    }
}
