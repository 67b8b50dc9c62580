using System.Text.RegularExpressions;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>The shared libraries that a server's programs and extensions load.</summary>
internal static partial class SharedLibraries
{
    /// <summary>Extensions whose libraries are left out on purpose.</summary>
    private static readonly string[] LeftOut = ["postgis_raster", "postgis_sfcgal"];

    /// <summary>Full paths by the name the loader looks for; asks the packages' own loader, the one that will be used.</summary>
    /// <exception cref="RootBuildException">A library is in none of the packages.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        string unpacked, string version, CancellationToken cancellationToken)
    {
        var own = Path.Combine(version, "lib");
        var path = $"{RootLayout.LibraryDirectory(unpacked)}:{own}";
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Path.Combine(version, "bin")).Concat(Directory.GetFiles(own, "*.so")))
        {
            if (IsLeftOut(file))
                continue;
            var answer = await new Command(RootLayout.Loader(unpacked), "--library-path", path, "--list", file)
                .RunAsync(cancellationToken).ConfigureAwait(false);
            foreach (Match match in Line().Matches(answer))
                found[match.Groups["name"].Value] = match.Groups["path"].Value;
        }

        return found.FirstOrDefault(library => !library.Value.StartsWith(unpacked, StringComparison.Ordinal)) is { Key: { } missing }
            ? throw new RootBuildException($"the packages lack the library {missing}")
            : found;
    }

    public static bool IsLeftOut(string file) =>
        LeftOut.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal));

    /// <summary>Lines such as <c>libz.so.1 => /root/usr/lib/…/libz.so.1 (0x…)</c> or <c>libz.so.1 => not found</c>.</summary>
    [GeneratedRegex(
        @"^\s*(?<name>\S+) => (?<path>not found|\S+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
