namespace Lms.EmbeddedPostgres.Machines;

/// <summary>What provisioning asks of the machine, in one place so that tests can describe another one.</summary>
internal sealed record Machine
{
    public static Machine Current { get; } = new();

    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public bool IsUnix { get; init; } = !OperatingSystem.IsWindows();

    /// <summary>Holds <c>sources.list</c> and <c>sources.list.d</c>.</summary>
    public string AptDirectory { get; init; } = "/etc/apt";

    public string OsReleaseFile { get; init; } = "/etc/os-release";

    /// <summary>Holds one directory per installed major version, as Debian lays it out.</summary>
    public string InstalledDirectory { get; init; } = "/usr/lib/postgresql";

    /// <summary>A file system in memory, if the machine has one.</summary>
    public string MemoryDirectory { get; init; } = "/dev/shm";

    public ServerAccount Account { get; init; } = ServerAccount.Current;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The full path of a program on PATH; null when there is none.</summary>
    public string? FindProgram(string name)
    {
        var directories = (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
    }
}
