using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Seeding;

/// <summary>Reads a directory of seeders, in order of version: <c>.sql</c> files for PostgreSQL, <c>.json</c> files for documents.</summary>
internal static class SeederReader
{
    /// <exception cref="CatalogException">Any file is faulty.</exception>
    /// <exception cref="RequestException">There is no such directory.</exception>
    public static IReadOnlyList<Seeder> Read(string directory, DatabaseEngine engine)
    {
        if (!Directory.Exists(directory))
            throw new RequestException($"There are no seeders at '{directory}': no such directory.");

        var source = new CatalogOnDisk(directory);
        var faults = new List<CatalogFault>();
        var seeders = new List<(MigrationVersion Version, Seeder Seeder)>();
        foreach (var file in Directory.GetFiles(directory).Where(IsSeeder).Order(StringComparer.Ordinal))
        {
            if (MigrationFile.EngineOf(file) != engine)
                faults.Add(new CatalogFault(file, 1, $"the seeders of this database are {MigrationFile.ExtensionOf(engine)} files"));
            else if (!MigrationFile.TryParse(Path.GetFileName(file), out var version, out _))
                faults.Add(new CatalogFault(file, 1, $"the file name must begin with a version: 001-users{MigrationFile.ExtensionOf(engine)}"));
            else if (SourceText.Read(source, file, faults) is { } text && Parse(engine, file, text, faults) is { } seeder)
                seeders.Add((version, seeder));
        }

        return faults.Count == 0 ? [.. seeders.OrderBy(entry => entry.Version).Select(entry => entry.Seeder)] : throw new CatalogException(faults);
    }

    private static bool IsSeeder(string file) =>
        MigrationFile.EngineOf(file) is not null && !Path.GetFileName(file.AsSpan()).StartsWith('.');

    private static Seeder? Parse(DatabaseEngine engine, string file, string text, List<CatalogFault> faults) =>
        engine == DatabaseEngine.MongoDb ? DocumentSeederParser.Parse(file, text, faults) : ParseSql(file, text, faults);

    private static Seeder? ParseSql(string file, string text, List<CatalogFault> faults)
    {
        var statements = StatementSplitter.Split(text, out var fault);
        if (fault is not null)
            faults.Add(new CatalogFault(file, fault.Line, fault.Message));
        foreach (var (line, message) in StatementRules.Check(statements, transaction: true))
            faults.Add(new CatalogFault(file, line, message));

        return fault is not null ? null : new Seeder(
            Path.GetFileNameWithoutExtension(file), file, StatementChecksum.Of(statements),
            [.. statements.Select(statement => new Statement(statement.Text, statement.Line))]);
    }
}
