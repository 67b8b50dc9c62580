using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Tools;

/// <summary>Publishes with build output of its own, so that a benchmark disturbs no build of the working tree.</summary>
internal sealed class DotnetPublish(BenchmarkPaths paths, ProcessRunner runner)
{
    /// <exception cref="ToolNotInstalledException">The project does not build here, for example for want of its packages.</exception>
    public async Task RunAsync(string project, string output, IEnumerable<string> properties, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> arguments =
        [
            "publish", project, "--configuration", "Release", "--output", output, .. properties,
            $"-p:ArtifactsPath={Path.Combine(paths.Work, "artifacts")}", "-nologo", "-v:q",
        ];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var run = await runner.RunAsync(new ToolCommand("dotnet", arguments, paths.Repository, environment), cancellationToken);
        if (run.ExitCode != 0)
            throw new ToolNotInstalledException($"dotnet publish failed: {run.LastLine}");
    }
}
