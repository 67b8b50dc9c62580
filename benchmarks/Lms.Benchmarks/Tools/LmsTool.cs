using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>The lms command as it is shipped: published with the project's own profile.</summary>
internal sealed class LmsTool(BenchmarkPaths paths, DotnetPublish publish, ProcessRunner runner) : Tool
{
    private readonly string _output = Path.Combine(paths.Work, "lms");

    public override string Name => "lms";

    public override async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        var profile = Path.Combine(Path.GetDirectoryName(paths.CliProject)!, "Properties", "PublishProfiles", "native.pubxml");
        if (!File.Exists(profile))
            throw new ToolNotInstalledException("Lms.Cli has no publish profile named native");

        await PublishAsync(cancellationToken);
        var run = await runner.RunAsync(Command(["--version"], paths.Work), cancellationToken);
        return run.Output.Trim().Split('+')[0];
    }

    /// <summary>As machine code where linker and compiler can be had, else precompiled.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await publish.RunAsync(paths.CliProject, _output, ["-p:PublishProfile=native"], cancellationToken);
        }
        catch (ToolNotInstalledException)
        {
            await publish.RunAsync(paths.CliProject, _output, ["-p:PublishProfile=native", "-p:UseNativeAot=false"], cancellationToken);
        }
    }

    public override Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        return MigrationFiles.WriteAsync(workload, directory, ".sql", MigrationFiles.Dbmate, cancellationToken);
    }

    public override ToolCommand Migrate(string directory, BenchmarkDatabase database)
    {
        return Command(["migrate", "--connection", database.Url, "--catalog", directory, "--yes"], directory);
    }

    public override ToolCommand Status(string directory, BenchmarkDatabase database)
    {
        return Command(["status", "--connection", database.Url, "--catalog", directory], directory);
    }

    /// <summary>Started in the directory above the catalog, where its log goes without becoming a part of the catalog.</summary>
    private ToolCommand Command(IReadOnlyList<string> arguments, string directory)
    {
        return new ToolCommand(
            Path.Combine(_output, "lms"),
            arguments,
            Path.GetDirectoryName(directory)!,
            new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
