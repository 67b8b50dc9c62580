using Lms.Migrations.Catalog.Json;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Catalog;

/// <summary>Reads a directory of migrations.</summary>
public static class CatalogReader
{
    /// <summary>A large catalog is read on several threads: a thousand files are most of what a short command does.</summary>
    private const int FilesPerPart = 200;

    /// <summary>Reads every migration of the directory, whichever kind of server it is for.</summary>
    /// <inheritdoc cref="ReadAsync(string, DatabaseEngine?, CancellationToken)"/>
    public static Task<MigrationCatalog> ReadAsync(string directory, CancellationToken cancellationToken) =>
        ReadAsync(directory, engine: null, cancellationToken);

    /// <summary>Reads every migration of the directory, in order of version. Other files and subdirectories are left alone.</summary>
    /// <param name="directory">The catalog.</param>
    /// <param name="engine">The kind of server that it must be for; null takes that of its first file.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CatalogException">Any file is faulty or for another kind of server; carries every fault of every file.</exception>
    /// <exception cref="RequestException">There is no such directory.</exception>
    public static Task<MigrationCatalog> ReadAsync(string directory, DatabaseEngine? engine, CancellationToken cancellationToken) =>
        ReadAsync(new CatalogOnDisk(directory), engine, cancellationToken);

    internal static async Task<MigrationCatalog> ReadAsync(CatalogSource source, DatabaseEngine? engine, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var files = CatalogFiles.List(source, engine, faults);
        var parts = files.Chunk(FilesPerPart).Select(part => Task.Run(() => Read(source, part, cancellationToken), cancellationToken));

        var migrations = new List<Migration>();
        foreach (var part in await Task.WhenAll(parts).ConfigureAwait(false))
        {
            migrations.AddRange(part.Migrations);
            faults.AddRange(part.Faults);
        }

        if (faults.Count > 0)
            throw new CatalogException([.. InOrder(faults)]);

        return new MigrationCatalog(source.Name, migrations)
        {
            Engine = engine ?? (files.Count > 0 ? files[0].Engine : DatabaseEngine.PostgreSql),
        };
    }

    private static (List<Migration> Migrations, List<CatalogFault> Faults) Read(
        CatalogSource source, CatalogFile[] files, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var migrations = new List<Migration>(files.Length);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SourceText.Read(source, file.Path, faults) is { } text && Parse(file, text, faults) is { } migration)
                migrations.Add(migration);
        }

        return (migrations, faults);
    }

    private static Migration? Parse(CatalogFile file, string text, List<CatalogFault> faults) => file.Engine switch
    {
        DatabaseEngine.MongoDb => JsonMigrationParser.Parse(file.Path, text, file.Version, file.Name, faults),
        _ => SqlMigrationParser.Parse(file.Path, text, file.Version, file.Name, faults),
    };

    private static IEnumerable<CatalogFault> InOrder(List<CatalogFault> faults) =>
        faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line).ThenBy(fault => fault.Column ?? 0);
}
