using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Seeding;

/// <summary>One file of demo or reference data.</summary>
/// <param name="Name">The file name without extension: <c>001-users</c>.</param>
/// <param name="File">The path it was read from.</param>
/// <param name="Checksum">SHA-256 of its statements, as for migrations.</param>
/// <param name="Statements">In order of execution.</param>
internal sealed record Seeder(string Name, string File, string Checksum, IReadOnlyList<Statement> Statements);

/// <summary>Reads a directory of seeders, in order of version.</summary>
internal static class SeederReader
{
    /// <exception cref="CatalogException">Any file is faulty.</exception>
    /// <exception cref="RequestException">There is no such directory.</exception>
    public static IReadOnlyList<Seeder> Read(string directory)
    {
        if (!Directory.Exists(directory))
            throw new RequestException($"There are no seeders at '{directory}': no such directory.");

        var faults = new List<CatalogFault>();
        var seeders = new List<(MigrationVersion Version, Seeder Seeder)>();
        foreach (var file in Directory.GetFiles(directory, "*.sql").Order(StringComparer.Ordinal))
        {
            if (!MigrationFile.TryParse(Path.GetFileName(file), out var version, out _))
                faults.Add(new CatalogFault(file, 1, "the file name must begin with a version: 001-users.sql"));
            else if (SourceText.Read(file, faults) is { } text && Parse(file, text, faults) is { } seeder)
                seeders.Add((version, seeder));
        }

        return faults.Count == 0 ? [.. seeders.OrderBy(entry => entry.Version).Select(entry => entry.Seeder)] : throw new CatalogException(faults);
    }

    private static Seeder? Parse(string file, string text, List<CatalogFault> faults)
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
