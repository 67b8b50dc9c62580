using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

internal static class MigrationFiles
{
    /// <summary>Writes one file per migration, named by version and name.</summary>
    public static async Task WriteAsync(
        Workload workload,
        string directory,
        string extension,
        Func<GeneratedMigration, string> format,
        CancellationToken cancellationToken)
    {
        foreach (var migration in workload.Migrations)
        {
            var path = Path.Combine(directory, migration.FileName + extension);
            await File.WriteAllTextAsync(path, format(migration), cancellationToken);
        }
    }

    /// <summary>dbmate's format, which lms reads too.</summary>
    public static string Dbmate(GeneratedMigration migration)
    {
        return $"-- migrate:up\n{migration.Up}\n\n-- migrate:down\n{migration.Down}\n";
    }
}
