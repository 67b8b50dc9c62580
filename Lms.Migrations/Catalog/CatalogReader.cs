using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Catalog;

/// <summary>Reads a directory of migrations.</summary>
public static class CatalogReader
{
    private const string Extension = ".sql";

    /// <summary>Reads every migration of the directory, in order of version. Other files and subdirectories are left alone.</summary>
    /// <exception cref="CatalogException">Any file is faulty; carries every fault of every file.</exception>
    /// <exception cref="RequestException">There is no such directory.</exception>
    public static Task<MigrationCatalog> ReadAsync(string directory, CancellationToken cancellationToken) =>
        Task.Run(() => Read(directory, cancellationToken), cancellationToken);

    private static MigrationCatalog Read(string directory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
            throw new RequestException($"There is no catalog at '{directory}': no such directory.");

        var faults = new List<CatalogFault>();
        var migrations = new List<Migration>();
        foreach (var (version, name, file) in ListFiles(directory, faults))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SourceText.Read(file, faults) is { } text && SqlMigrationParser.Parse(file, text, version, name, faults) is { } migration)
                migrations.Add(migration);
        }

        return faults.Count == 0 ? new MigrationCatalog(directory, migrations) : throw new CatalogException([.. InOrder(faults)]);
    }

    private static List<(MigrationVersion Version, string Name, string File)> ListFiles(string directory, List<CatalogFault> faults)
    {
        var files = new SortedDictionary<MigrationVersion, (string Name, string File)>();
        foreach (var file in Directory.GetFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            var fileName = Path.GetFileName(file);
            if (fileName.StartsWith('.'))
                continue;

            if (!MigrationFile.TryParse(fileName, out var version, out var name))
                faults.Add(new CatalogFault(file, 1, "the file name must begin with a version: 001-create-users-table.sql"));
            else if (!files.TryAdd(version, (name, file)))
                faults.Add(new CatalogFault(file, 1, $"version {version} is also that of {Path.GetFileName(files[version].File)}; each version may stand once"));
        }

        return [.. files.Select(entry => (entry.Key, entry.Value.Name, entry.Value.File))];
    }

    private static IEnumerable<CatalogFault> InOrder(List<CatalogFault> faults) =>
        faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line);
}
