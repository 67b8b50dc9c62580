using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

internal sealed class NodePgMigrate(BenchmarkPaths paths) : NpmTool(paths)
{
    public override string Name => "node-pg-migrate";

    protected override string Executable => Path.Combine("node_modules", "node-pg-migrate", "bin", "node-pg-migrate.js");

    public override Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        return MigrationFiles.WriteAsync(
            workload,
            directory,
            ".sql",
            migration => $"-- Up Migration\n{migration.Up}\n\n-- Down Migration\n{migration.Down}\n",
            cancellationToken);
    }

    /// <summary>Its default is one transaction around everything pending; like everybody else it gets one per migration.</summary>
    public override ToolCommand Migrate(string directory, BenchmarkDatabase database)
    {
        return Node(["up", "--migrations-dir", directory, "--no-single-transaction"], directory, database);
    }

    public override ToolCommand? Status(string directory, BenchmarkDatabase database) => null;
}
