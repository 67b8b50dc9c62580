using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

/// <summary>One database per tool that has the whole workload applied; shared by the rows that only look.</summary>
internal sealed class AppliedDatabases(Workload workload, BenchmarkServer server, CatalogStore catalogs, ProcessRunner runner)
    : IAsyncDisposable
{
    private readonly Dictionary<string, Applied> _databases = [];

    public async Task<Applied> GetAsync(Tool tool, CancellationToken cancellationToken)
    {
        if (_databases.TryGetValue(tool.Name, out var known))
            return known;

        var directory = await catalogs.GetAsync(workload, tool, cancellationToken);
        var database = await server.CreateDatabaseAsync(workload.Prerequisite, cancellationToken);
        _databases[tool.Name] = new Applied(directory, database, "not applied");
        var run = await runner.RunAsync(tool.Migrate(directory, database), cancellationToken);
        var fault = run.ExitCode == 0
            ? await Outcome.EffectFaultAsync(database, workload, cancellationToken)
            : Outcome.ExitFault(run);
        return _databases[tool.Name] = new Applied(directory, database, fault);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var applied in _databases.Values)
            await server.DropDatabaseAsync(applied.Database, CancellationToken.None);
    }

    /// <param name="Fault">Set when the tool could not apply the workload in the first place.</param>
    internal sealed record Applied(string Directory, BenchmarkDatabase Database, string? Fault);
}
