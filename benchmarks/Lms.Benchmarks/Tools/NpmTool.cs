using System.Text.Json;
using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Tools;

/// <summary>A tool from benchmarks/peers/package.json, called without npm or npx in between.</summary>
internal abstract class NpmTool(BenchmarkPaths paths) : Tool
{
    protected BenchmarkPaths Paths { get; } = paths;

    /// <summary>The package's name.</summary>
    protected virtual string Package => Name;

    /// <summary>The file that is started, relative to node_modules' parent.</summary>
    protected abstract string Executable { get; }

    public override async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        var manifest = Path.Combine(Paths.NodeModules, Package, "package.json");
        if (!File.Exists(manifest))
            throw new ToolNotInstalledException("npm ci in benchmarks/peers did not install it");
        if (!File.Exists(Path.Combine(Paths.Peers, Executable)))
            throw new ToolNotInstalledException($"no {Executable} for this platform");

        using var package = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest, cancellationToken));
        return package.RootElement.GetProperty("version").GetString()!;
    }

    protected ToolCommand Node(IEnumerable<string> arguments, string directory, BenchmarkDatabase database)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database.Url,
            ["MIGRATIONS"] = directory,
        };
        return new ToolCommand("node", [Path.Combine(Paths.Peers, Executable), .. arguments], Paths.Peers, environment);
    }
}
