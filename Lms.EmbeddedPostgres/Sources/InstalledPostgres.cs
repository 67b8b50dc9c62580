using System.Globalization;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Sources;

/// <summary>Finds a PostgreSQL that the machine already has.</summary>
internal static class InstalledPostgres
{
    /// <summary>Older versions lack what the engine and the settings use.</summary>
    private const int OldestMajor = 14;

    /// <summary>The newest usable one; null when there is none.</summary>
    public static async Task<PostgresInstallation?> FindAsync(Machine machine, CancellationToken cancellationToken)
    {
        foreach (var directory in BinDirectories(machine))
        {
            if (!File.Exists(Path.Combine(directory, "initdb")) || !File.Exists(Path.Combine(directory, "postgres")))
                continue;
            var found = await PostgresInstallation
                .ProbeAsync(PostgresSourceKind.Installed, directory, directory, cancellationToken).ConfigureAwait(false);
            if (found.Version.Major >= OldestMajor)
                return found;
        }

        return null;
    }

    private static IEnumerable<string> BinDirectories(Machine machine)
    {
        string[] versions = Directory.Exists(machine.InstalledDirectory) ? Directory.GetDirectories(machine.InstalledDirectory) : [];
        var debian = versions
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(path => Path.Combine(path, "bin"));
        return machine.FindProgram("postgres") is { } onPath ? debian.Append(Path.GetDirectoryName(onPath)!) : debian;
    }
}
