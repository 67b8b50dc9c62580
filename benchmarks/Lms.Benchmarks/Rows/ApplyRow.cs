using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

/// <summary>A cold process applies a whole catalog to a fresh database.</summary>
internal sealed class ApplyRow(Workload workload, BenchmarkServer server, CatalogStore catalogs, ProcessRunner runner) : Row
{
    public override string Key => $"apply-{workload.Migrations.Count}";

    public override string Title => $"Apply {workload.Migrations.Count:N0} migrations to a fresh database";

    public override Task PrepareAsync(Tool tool, CancellationToken cancellationToken)
    {
        return catalogs.GetAsync(workload, tool, cancellationToken);
    }

    public override async Task<Sample> SampleAsync(Tool tool, int round, CancellationToken cancellationToken)
    {
        var directory = await catalogs.GetAsync(workload, tool, cancellationToken);
        var database = await server.CreateDatabaseAsync(workload.Prerequisite, cancellationToken);
        try
        {
            var run = await runner.RunAsync(tool.Migrate(directory, database), cancellationToken);
            var fault = run.ExitCode == 0
                ? await Outcome.EffectFaultAsync(database, workload, cancellationToken)
                : Outcome.ExitFault(run);
            return new Sample(round, run.Elapsed.TotalMilliseconds, run.PeakBytes, fault);
        }
        finally
        {
            await server.DropDatabaseAsync(database, CancellationToken.None);
        }
    }
}
