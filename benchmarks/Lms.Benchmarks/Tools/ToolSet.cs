using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Tools;

/// <summary>The tools that this machine can run, and why it cannot run the others.</summary>
internal sealed record ToolSet(
    IReadOnlyList<Tool> Ready,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyDictionary<string, string> NotInstalled)
{
    public static async Task<ToolSet> PrepareAsync(
        IEnumerable<Tool> tools,
        TextWriter progress,
        CancellationToken cancellationToken)
    {
        List<Tool> ready = [];
        Dictionary<string, string> versions = [];
        Dictionary<string, string> notInstalled = [];
        foreach (var tool in tools)
        {
            try
            {
                versions[tool.Name] = await tool.PrepareAsync(cancellationToken);
                ready.Add(tool);
                await progress.WriteLineAsync($"{tool.Name} {versions[tool.Name]}");
            }
            catch (ToolNotInstalledException exception)
            {
                notInstalled[tool.Name] = exception.Message;
                await progress.WriteLineAsync($"{tool.Name} is not installed: {exception.Message}");
            }
        }

        return new ToolSet(ready, versions, notInstalled);
    }

    /// <summary>Installs the pinned npm packages once. What then is missing, the tools report one by one.</summary>
    public static async Task InstallNpmPackagesAsync(BenchmarkPaths paths, ProcessRunner runner, CancellationToken cancellationToken)
    {
        if (Directory.Exists(paths.NodeModules))
            return;

        var install = new ToolCommand("npm", ["ci"], paths.Peers, new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            await runner.RunAsync(install, cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No npm on this machine: reported as each tool's missing package.
        }
    }
}
