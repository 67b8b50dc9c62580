using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Takes from unpacked packages what a server needs to run, and nothing else.</summary>
internal static class RootAssembly
{
    /// <summary>Below PostgreSQL's directories: compiler input and manuals.</summary>
    private static readonly string[] NotToRun = ["lib/bitcode", "lib/pgxs", "share/man"];

    public static async Task RunAsync(string unpacked, string root, CancellationToken cancellationToken)
    {
        const string Programs = "usr/lib/postgresql/18";
        const string Shared = "usr/share/postgresql/18";
        var version = Path.Combine(unpacked, Programs);
        var libraries = await SharedLibraries.FindAsync(unpacked, version, cancellationToken).ConfigureAwait(false);
        CopyLibraries(unpacked, root, version, libraries);
        Move(unpacked, root, Programs);
        Move(unpacked, root, Shared);
        Move(unpacked, root, "usr/share/proj");
        Prune(Path.Combine(root, Programs), Path.Combine(root, Shared));
        LinkControlFiles(Path.Combine(root, Shared, "extension"));
        foreach (var program in Directory.GetFiles(Path.Combine(root, Programs, "bin")))
            ProgramWrapper.Install(program, RootLayout.Loader(root));
        // The server runs as another account than root, whatever umask root has.
        await new Command("chmod", "-R", "u+rwX,go+rX", root).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void CopyLibraries(string unpacked, string root, string version, IReadOnlyDictionary<string, string> libraries)
    {
        var loader = RootLayout.Loader(unpacked);
        var target = Path.Combine(root, Path.GetRelativePath(unpacked, Path.GetDirectoryName(loader)!));
        Directory.CreateDirectory(target);
        Copy(loader, Path.Combine(target, Path.GetFileName(loader)));
        foreach (var (name, path) in libraries)
        {
            // PostgreSQL's own come along with its directory; the loader, by whatever path, is there already.
            if (!path.StartsWith(version, StringComparison.Ordinal) && path != loader)
                Copy(path, Path.Combine(target, Path.GetFileName(name)));
        }
    }

    /// <summary>Copies what a chain of links ends at: names of libraries are links to names with full versions.</summary>
    private static void Copy(string path, string target) =>
        File.Copy(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path, target, overwrite: true);

    private static void Move(string unpacked, string root, string directory)
    {
        var target = Path.Combine(root, directory);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(Path.Combine(unpacked, directory), target);
    }

    private static void Prune(string programs, string shared)
    {
        foreach (var part in NotToRun)
        {
            Folders.DeleteIfPresent(Path.Combine(programs, part));
            Folders.DeleteIfPresent(Path.Combine(shared, Path.GetFileName(part)));
        }

        foreach (var file in Directory.GetFiles(Path.Combine(programs, "lib"), "*.so").Where(SharedLibraries.IsLeftOut))
            File.Delete(file);
    }

    /// <summary>Debian links <c>postgis.control</c> to <c>postgis-3.control</c> when it installs; nothing installs here.</summary>
    private static void LinkControlFiles(string extensions)
    {
        const string Versioned = "-3.control";
        foreach (var file in Directory.GetFiles(extensions, "postgis*" + Versioned).Where(file => !SharedLibraries.IsLeftOut(file)))
            File.Copy(file, file.Replace(Versioned, ".control", StringComparison.Ordinal));
    }
}
