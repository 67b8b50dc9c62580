using System.Runtime.InteropServices;
using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>dbmate's native program, called past the launcher that npm puts on the path.</summary>
internal class Dbmate(BenchmarkPaths paths) : NpmTool(paths)
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

    protected virtual ToolCommand Start(IReadOnlyList<string> arguments, string directory, BenchmarkDatabase database) => new(
        Path.Combine(Paths.Peers, Executable),
        arguments,
        directory,
        new Dictionary<string, string>(StringComparer.Ordinal));

    // Without a schema dump, which would start pg_dump after the work.
    private ToolCommand Command(string command, string directory, BenchmarkDatabase database) =>
        Start(["--url", database.Url, "--migrations-dir", directory, "--no-dump-schema", command], directory, database);
}
