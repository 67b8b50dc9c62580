using System.Reflection;
using Lms.Migrations.Failures;
using Lms.Migrations.Reading;

namespace Lms.Migrations.Catalog;

/// <summary>Where the files of a catalog come from.</summary>
internal abstract class CatalogSource
{
    /// <summary>What people call it in messages.</summary>
    public abstract string Name { get; }

    public static CatalogSource Of(DatabaseTarget target) => target.CatalogAssembly is { } assembly
        ? new EmbeddedCatalog(assembly, target.CatalogDirectory)
        : new CatalogOnDisk(target.CatalogDirectory);

    /// <summary>The path of every file in it.</summary>
    /// <exception cref="RequestException">It cannot be listed.</exception>
    public abstract IEnumerable<string> List();

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public abstract byte[] Read(string path);

    /// <summary>What tells later whether a file is still the same; null where nothing does.</summary>
    public abstract FileMark? MarkOf(string path);
}

/// <summary>A directory; its subdirectories do not count.</summary>
internal sealed class CatalogOnDisk(string directory) : CatalogSource
{
    public override string Name => directory;

    public override IEnumerable<string> List()
    {
        try
        {
            return Directory.GetFiles(directory);
        }
        catch (DirectoryNotFoundException)
        {
            throw new RequestException($"There is no catalog at '{directory}': no such directory.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"The catalog at '{directory}' cannot be read: {exception.Message}");
        }
    }

    public override byte[] Read(string path) => File.ReadAllBytes(path);

    public override FileMark? MarkOf(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;

        var mark = new FileMark(file.Length, file.LastWriteTimeUtc);
        return mark.IsSettled(DateTime.UtcNow) ? mark : null;
    }
}

/// <summary>Resources of an assembly whose names begin alike: <c>platform/001-create-runs.sql</c>. As of a directory, only those of the
/// first level count.</summary>
internal sealed class EmbeddedCatalog(Assembly assembly, string directory) : CatalogSource
{
    private readonly string prefix = directory + '/';

    public override string Name => directory;

    public override IEnumerable<string> List()
    {
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        // There are no empty directories among resources, so that nothing at all is a name written wrong.
        return names.Count > 0
            ? names.Where(name => name.LastIndexOf('/') < prefix.Length)
            : throw new RequestException($"There is no catalog '{directory}' in {assembly.GetName().Name}: no resource's name begins with {prefix}.");
    }

    public override byte[] Read(string path)
    {
        using var resource = assembly.GetManifestResourceStream(path) ?? throw new FileNotFoundException($"The program has no resource {path}.", path);
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }

    // What a program carries within itself does not change while it runs.
    public override FileMark? MarkOf(string path) => default(FileMark);
}
