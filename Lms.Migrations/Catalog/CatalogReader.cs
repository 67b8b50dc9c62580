using Lms.Migrations.Catalog.Json;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;
using Lms.Migrations.Reading;

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
        ReadAsync(new CatalogOnDisk(directory), engine, kept: null, cancellationToken);

    /// <summary>Looks at every migration of the directory; a file that is still as it was at an earlier look is not read again.</summary>
    /// <inheritdoc cref="ReadAsync(string, DatabaseEngine?, CancellationToken)"/>
    public static Task<MigrationCatalog> ReadAsync(
        string directory, DatabaseEngine? engine, ReadingCache cache, CancellationToken cancellationToken) =>
        ReadAsync(new CatalogOnDisk(directory), engine, cache.Catalogs, cancellationToken);

    internal static async Task<MigrationCatalog> ReadAsync(
        CatalogSource source, DatabaseEngine? engine, ParsedCatalogs? kept, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var files = CatalogFiles.List(source, engine, faults);
        var known = kept?.Of(source.Name);
        var parts = files.Chunk(FilesPerPart).Select(part => Task.Run(() => Read(source, part, known, cancellationToken), cancellationToken));

        var read = new List<ParsedFile>(files.Count);
        foreach (var part in await Task.WhenAll(parts).ConfigureAwait(false))
        {
            read.AddRange(part.Files);
            faults.AddRange(part.Faults);
        }

        if (faults.Count > 0)
            throw new CatalogException([.. InOrder(faults)]);

        kept?.Keep(source.Name, read);
        return new MigrationCatalog(source.Name, [.. read.Select(file => file.Migration)])
        {
            Engine = engine ?? (files.Count > 0 ? files[0].Engine : DatabaseEngine.PostgreSql),
        };
    }

    private static (List<ParsedFile> Files, List<CatalogFault> Faults) Read(
        CatalogSource source, CatalogFile[] files, IReadOnlyDictionary<string, ParsedFile>? known, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogFault>();
        var read = new List<ParsedFile>(files.Length);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Before the file is read: what is written to it meanwhile then shows at the next look.
            var mark = known is null ? null : source.MarkOf(file.Path);
            if (mark is not null && known!.GetValueOrDefault(file.Path) is { } before && before.Mark == mark)
                read.Add(before);
            else if (SourceText.Read(source, file.Path, faults) is { } text && Parse(file, text, faults) is { } migration)
                read.Add(new ParsedFile(migration, mark));
        }

        return (read, faults);
    }

    private static Migration? Parse(CatalogFile file, string text, List<CatalogFault> faults) => file.Engine switch
    {
        DatabaseEngine.MongoDb => JsonMigrationParser.Parse(file.Path, text, file.Version, file.Name, faults),
        _ => SqlMigrationParser.Parse(file.Path, text, file.Version, file.Name, faults),
    };

    private static IEnumerable<CatalogFault> InOrder(List<CatalogFault> faults) =>
        faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line).ThenBy(fault => fault.Column ?? 0);
}
