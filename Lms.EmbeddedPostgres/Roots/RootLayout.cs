using System.Globalization;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Where things are inside a root.</summary>
internal static class RootLayout
{
    /// <summary>The directory of server programs: Debian's layout, newest version first, or a plain prefix; null if neither.</summary>
    public static string? BinDirectory(string root)
    {
        var versions = Path.Combine(root, "usr", "lib", "postgresql");
        string[] majors = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        return majors
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Append(root)
            .Select(path => Path.GetFullPath(Path.Combine(path, "bin")))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")));
    }

    /// <summary>The directory of shared libraries, which also holds the dynamic loader, for example
    /// <c>usr/lib/x86_64-linux-gnu</c>.</summary>
    public static string LibraryDirectory(string root) => Path.GetDirectoryName(Loader(root))!;

    /// <summary>The dynamic loader, whose name differs per architecture: <c>ld-linux-x86-64.so.2</c>, <c>ld-linux-aarch64.so.1</c>.</summary>
    public static string Loader(string root) =>
        Directory.GetDirectories(Path.Combine(root, "usr", "lib"), "*-linux-gnu*")
            .SelectMany(directory => Directory.GetFiles(directory, "ld-linux*.so.*"))
            .FirstOrDefault()
        ?? throw new RootBuildException("the packages contain no dynamic loader");
}
