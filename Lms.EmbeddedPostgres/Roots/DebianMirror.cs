using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>The Debian archive that this machine's apt already uses, with the keys it trusts for it.</summary>
internal static class DebianMirror
{
    private static readonly string[] MovingReleases = ["oldstable", "stable", "testing", "unstable", "sid"];

    /// <exception cref="RootBuildException">The machine is no Debian, or apt has no source for it.</exception>
    public static AptSource Find(Machine machine)
    {
        if (machine.FindProgram("apt-get") is null || machine.FindProgram("dpkg-deb") is null)
            throw new RootBuildException("this machine has no apt");
        var codename = Codename(machine);
        return All(machine).FirstOrDefault(source => IsDebian(source, codename))
            ?? throw new RootBuildException($"apt on this machine has no source for Debian in {machine.AptDirectory}");
    }

    /// <summary>The security archive has the same components but neither the same releases nor the same path.</summary>
    private static bool IsDebian(AptSource source, string? codename) =>
        source.Components.Contains("main")
        && source.Suites.Any(suite => suite == codename || MovingReleases.Contains(suite))
        && !source.Uris.Any(uri => uri.TrimEnd('/').EndsWith("security", StringComparison.Ordinal));

    private static IEnumerable<AptSource> All(Machine machine)
    {
        var parts = Path.Combine(machine.AptDirectory, "sources.list.d");
        string[] files = Directory.Exists(parts) ? [.. Directory.GetFiles(parts).Order(StringComparer.Ordinal)] : [];
        var lines = files.Where(file => file.EndsWith(".list", StringComparison.Ordinal))
            .Prepend(Path.Combine(machine.AptDirectory, "sources.list"))
            .Where(File.Exists);
        var stanzas = files.Where(file => file.EndsWith(".sources", StringComparison.Ordinal));
        return stanzas.SelectMany(file => AptSource.ParseStanzas(File.ReadAllText(file)))
            .Concat(lines.SelectMany(file => AptSource.ParseLines(File.ReadAllText(file))));
    }

    /// <summary>Null on derivatives, whose own releases are not Debian's although their names may look so.</summary>
    private static string? Codename(Machine machine)
    {
        if (!File.Exists(machine.OsReleaseFile))
            return null;
        var fields = File.ReadAllLines(machine.OsReleaseFile)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
        return fields.GetValueOrDefault("ID") == "debian" ? fields.GetValueOrDefault("VERSION_CODENAME") : null;
    }
}
