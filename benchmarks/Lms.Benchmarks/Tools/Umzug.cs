using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>A library; benchmarks/peers/umzug.cjs is the command around it.</summary>
internal sealed class Umzug(BenchmarkPaths paths) : NpmTool(paths)
{
    public override string Name => "umzug";

    protected override string Executable => "umzug.cjs";

    public override Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        return MigrationFiles.WriteAsync(workload, directory, ".sql", migration => migration.Up, cancellationToken);
    }

    public override ToolCommand Migrate(string directory, BenchmarkDatabase database) => Node(["up"], directory, database);

    public override ToolCommand Status(string directory, BenchmarkDatabase database) => Node(["status"], directory, database);
}
