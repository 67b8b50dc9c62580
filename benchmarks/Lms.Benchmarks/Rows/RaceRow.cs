using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

/// <summary>Several processes start at once on a fresh database: replicas of a service that migrates when it starts.</summary>
/// <remarks>Right is: each increment applied once and every process content. The psql floor takes no lock, so it runs
/// as the one process that the work needs.</remarks>
internal sealed class RaceRow(int processes, BenchmarkServer server, CatalogStore catalogs, ProcessRunner runner) : Row
{
    private static readonly Workload Increments = Workload.TwentyIncrements;

    public override string Key => $"race-{processes}";

    public override string Title => $"{processes} processes started at once, {Increments.Migrations.Count} increments";

    public override Task PrepareAsync(Tool tool, CancellationToken cancellationToken)
    {
        return catalogs.GetAsync(Increments, tool, cancellationToken);
    }

    public override async Task<Sample> SampleAsync(Tool tool, int round, CancellationToken cancellationToken)
    {
        var directory = await catalogs.GetAsync(Increments, tool, cancellationToken);
        var database = await server.CreateDatabaseAsync(Increments.Prerequisite, cancellationToken);
        try
        {
            var command = tool.Migrate(directory, database);
            var started = runner.Time.GetTimestamp();
            var starts = Enumerable.Range(0, tool.RunsAgain ? processes : 1);
            var runs = await Task.WhenAll(starts.Select(_ => Task.Run(() => runner.RunAsync(command, cancellationToken), cancellationToken)));
            var elapsed = runner.Time.GetElapsedTime(started);
            var counter = await BenchmarkServer.ReadNumberAsync(database, Increments.EffectQuery, cancellationToken);
            return new Sample(round, elapsed.TotalMilliseconds, runs.Max(run => run.PeakBytes), Fault(runs, counter));
        }
        finally
        {
            await server.DropDatabaseAsync(database, CancellationToken.None);
        }
    }

    private static string? Fault(ProcessRun[] runs, long counter)
    {
        var failed = runs.Count(run => run.ExitCode != 0);
        return failed == 0 && counter == Increments.ExpectedEffect
            ? null
            : $"counter {counter}, {failed} of {runs.Length} exit codes not 0";
    }
}
