
namespace Lms.Migrations.Catalog;

/// <summary>A file of a catalog by its name, not read yet.</summary>
internal readonly record struct CatalogFile(MigrationVersion Version, string Name, string Path, DatabaseEngine Engine)
{
    public static int Compare(CatalogFile left, CatalogFile right) =>
        left.Version.CompareTo(right.Version) is var order and not 0 ? order : string.CompareOrdinal(left.Path, right.Path);
}

/// <summary>Finds the migrations of a directory and checks their names.</summary>
internal static class CatalogFiles
{
    /// <summary>The files to read, in order of version. One whose version stands twice is a fault and yet listed: it may hold more.</summary>
    /// <param name="source">The catalog.</param>
    /// <param name="engine">Which server it is for; null follows the first file.</param>
    /// <param name="faults">Where faults go.</param>
    public static List<CatalogFile> List(CatalogSource source, DatabaseEngine? engine, List<CatalogFault> faults)
    {
        var files = new List<CatalogFile>();
        var nameless = new List<string>();
        foreach (var path in source.List().Where(IsMigration))
        {
            if (MigrationFile.TryParse(Path.GetFileName(path), out var version, out var name))
                files.Add(new CatalogFile(version, name, path, MigrationFile.EngineOf(path)!.Value));
            else
                nameless.Add(path);
        }

        files.Sort(CatalogFile.Compare);
        ReportDuplicates(files, faults);
        ReportNameless(nameless, engine ?? (files.Count > 0 ? files[0].Engine : null), faults);
        return files.Count == 0 ? files : OfOneEngine(files, engine, faults);
    }

    /// <summary>A migration without a version would never run. A file of the other kind of server's is something else.</summary>
    private static void ReportNameless(List<string> paths, DatabaseEngine? engine, List<CatalogFault> faults)
    {
        foreach (var path in paths)
        {
            if (MigrationFile.EngineOf(path) is { } kind && kind == (engine ?? kind))
                faults.Add(new CatalogFault(path, 1, $"the file name must begin with a version: {Example(kind)}"));
        }
    }

    private static bool IsMigration(string path) =>
        MigrationFile.EngineOf(path) is not null && !Path.GetFileName(path.AsSpan()).StartsWith('.');

    private static void ReportDuplicates(List<CatalogFile> files, List<CatalogFault> faults)
    {
        for (int first = 0, next = 1; next < files.Count; next++)
        {
            if (files[next].Version != files[first].Version)
                first = next;
            else
                faults.Add(Duplicate(files[next], of: files[first]));
        }
    }

    private static CatalogFault Duplicate(CatalogFile file, CatalogFile of) =>
        new(file.Path, 1, $"version {file.Version} is also that of {Path.GetFileName(of.Path)}; each version may stand once");

    private static List<CatalogFile> OfOneEngine(List<CatalogFile> files, DatabaseEngine? engine, List<CatalogFault> faults)
    {
        var wanted = engine ?? files[0].Engine;
        foreach (var stray in files.Where(file => file.Engine != wanted))
        {
            var catalog = engine is null ? $"that begins with {Path.GetFileName(files[0].Path)}" : $"of a {NameOf(wanted)} database";
            faults.Add(new CatalogFault(
                stray.Path, 1,
                $"a {MigrationFile.ExtensionOf(stray.Engine)} file in a catalog {catalog}; its migrations are {MigrationFile.ExtensionOf(wanted)} files"));
        }

        files.RemoveAll(file => file.Engine != wanted);
        return files;
    }

    private static string NameOf(DatabaseEngine engine) => engine == DatabaseEngine.PostgreSql ? "PostgreSQL" : "MongoDB";

    private static string Example(DatabaseEngine engine) =>
        engine == DatabaseEngine.PostgreSql ? "001-create-users-table.sql" : "001-create-user-indexes.json";
}
