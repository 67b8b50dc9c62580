namespace Lms.EmbeddedPostgres.Machines;

internal static class Folders
{
    private const UnixFileMode Open =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Creates a directory that the server's account can walk through, whatever the umask says.</summary>
    public static string CreateReachable(string path)
    {
        var missing = new Stack<string>();
        for (var part = Path.GetFullPath(path); part is not null && !Directory.Exists(part); part = Path.GetDirectoryName(part))
            missing.Push(part);
        foreach (var part in missing)
        {
            Directory.CreateDirectory(part);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(part, Open);
        }

        return path;
    }

    /// <summary>Writes a file that only its owner can read; it appears whole or not at all.</summary>
    public static void WritePrivate(string path, string text)
    {
        var unfinished = path + ".unfinished";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(text);
        File.Move(unfinished, path, overwrite: true);
    }

    public static void DeleteIfPresent(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
