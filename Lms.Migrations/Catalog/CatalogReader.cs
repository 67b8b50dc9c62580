using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Catalog;

/// <summary>Reads a directory of migrations.</summary>
public static class CatalogReader
{
    private const string Extension = ".sql";

    /// <summary>A large catalog is read on several threads: a thousand files are most of what a short command does.</summary>
    private const int FilesPerPart = 200;

    /// <summary>Reads every migration of the directory, in order of version. Other files and subdirectories are left alone.</summary>
    /// <exception cref="CatalogException">Any file is faulty; carries every fault of every file.</exception>
    /// <exception cref="RequestException">There is no such directory.</exception>
    public static async Task<MigrationCatalog> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var parts = ListFiles(directory, faults).Chunk(FilesPerPart)
            .Select(part => Task.Run(() => Read(part, cancellationToken), cancellationToken));

        var migrations = new List<Migration>();
        foreach (var part in await Task.WhenAll(parts).ConfigureAwait(false))
        {
            migrations.AddRange(part.Migrations);
            faults.AddRange(part.Faults);
        }

        return faults.Count == 0 ? new MigrationCatalog(directory, migrations) : throw new CatalogException([.. InOrder(faults)]);
    }

    private static (List<Migration> Migrations, List<CatalogFault> Faults) Read(CatalogFile[] files, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var migrations = new List<Migration>(files.Length);
        foreach (var (version, name, file) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SourceText.Read(file, faults) is { } text && SqlMigrationParser.Parse(file, text, version, name, faults) is { } migration)
                migrations.Add(migration);
        }

        return (migrations, faults);
    }

    /// <summary>The files in order of version. One whose version stands twice is a fault and yet listed: it may hold more.</summary>
    private static List<CatalogFile> ListFiles(string directory, List<CatalogFault> faults)
    {
        var files = new List<CatalogFile>();
        foreach (var file in FindFiles(directory))
        {
            if (MigrationFile.TryParse(Path.GetFileName(file), out var version, out var name))
                files.Add(new CatalogFile(version, name, file));
            else
                faults.Add(new CatalogFault(file, 1, "the file name must begin with a version: 001-create-users-table.sql"));
        }

        files.Sort(CatalogFile.Compare);
        for (int first = 0, next = 1; next < files.Count; next++)
        {
            if (files[next].Version != files[first].Version)
                first = next;
            else
                faults.Add(Duplicate(files[next], of: files[first]));
        }

        return files;
    }

    private static CatalogFault Duplicate(CatalogFile file, CatalogFile of) =>
        new(file.File, 1, $"version {file.Version} is also that of {Path.GetFileName(of.File)}; each version may stand once");

    private static IEnumerable<string> FindFiles(string directory)
    {
        try
        {
            return Directory.GetFiles(directory, "*" + Extension).Where(file => !Path.GetFileName(file.AsSpan()).StartsWith('.'));
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

    private static IEnumerable<CatalogFault> InOrder(List<CatalogFault> faults) =>
        faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line);

    private readonly record struct CatalogFile(MigrationVersion Version, string Name, string File)
    {
        public static int Compare(CatalogFile left, CatalogFile right) =>
            left.Version.CompareTo(right.Version) is var order and not 0 ? order : string.CompareOrdinal(left.File, right.File);
    }
}
