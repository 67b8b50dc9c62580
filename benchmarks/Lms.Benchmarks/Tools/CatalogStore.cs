using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>Each workload in each tool's format, written when first asked for and kept for the run.</summary>
internal sealed class CatalogStore(BenchmarkPaths paths)
{
    private readonly Dictionary<(string Workload, string Tool), string> _written = [];

    public async Task<string> GetAsync(Workload workload, Tool tool, CancellationToken cancellationToken)
    {
        if (_written.TryGetValue((workload.Key, tool.Name), out var known))
            return known;

        var directory = Path.Combine(paths.Work, workload.Key, tool.Name.Replace(' ', '-'));
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        await tool.WriteAsync(workload, directory, cancellationToken);
        _written.Add((workload.Key, tool.Name), directory);
        return directory;
    }
}
