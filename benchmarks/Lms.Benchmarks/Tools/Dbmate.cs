using System.Runtime.InteropServices;
using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

internal sealed class Dbmate(BenchmarkPaths paths) : NpmTool(paths)
{
    public override string Name => "dbmate";

    protected override string Executable
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
            var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
            return Path.Combine("node_modules", "@dbmate", $"{system}-{architecture}", "bin", "dbmate");
        }
    }

    public override Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        return MigrationFiles.WriteAsync(workload, directory, ".sql", MigrationFiles.Dbmate, cancellationToken);
    }

    public override ToolCommand Migrate(string directory, BenchmarkDatabase database) => Command("migrate", directory, database);

    public override ToolCommand Status(string directory, BenchmarkDatabase database) => Command("status", directory, database);

    private ToolCommand Command(string command, string directory, BenchmarkDatabase database)
    {
        // Without a schema dump, which would start pg_dump after the work.
        IReadOnlyList<string> arguments =
            ["--url", database.Url, "--migrations-dir", directory, "--no-dump-schema", command];
        return new ToolCommand(
            Path.Combine(Paths.Peers, Executable),
            arguments,
            directory,
            new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
