using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Rows;

/// <summary>SIGKILL in mid-run, then the same command again: does it end in the same state as a run that was never killed?</summary>
/// <remarks>The instant is a share of the tool's own whole run, later in each round. The time is the second run's.</remarks>
internal sealed class KillRow(BenchmarkServer server, CatalogStore catalogs, ProcessRunner runner) : Row
{
    private const int Attempts = 5;
    private static readonly Workload Increments = Workload.ManyIncrements;
    private readonly Dictionary<string, TimeSpan> _wholeRun = [];

    public override string Key => "kill";

    public override string Title => $"SIGKILL during {Increments.Migrations.Count} migrations, then run again";

    public override bool Includes(Tool tool) => tool.RunsAgain;

    public override async Task PrepareAsync(Tool tool, CancellationToken cancellationToken)
    {
        var directory = await catalogs.GetAsync(Increments, tool, cancellationToken);
        var database = await server.CreateDatabaseAsync(Increments.Prerequisite, cancellationToken);
        var run = await runner.RunAsync(tool.Migrate(directory, database), cancellationToken);
        _wholeRun[tool.Name] = run.Elapsed;
        await server.DropDatabaseAsync(database, cancellationToken);
    }

    public override async Task<Sample> SampleAsync(Tool tool, int round, CancellationToken cancellationToken)
    {
        var directory = await catalogs.GetAsync(Increments, tool, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var database = await server.CreateDatabaseAsync(Increments.Prerequisite, cancellationToken);
            try
            {
                var command = tool.Migrate(directory, database);
                var killed = await runner.RunAsync(command, killAfter: _wholeRun[tool.Name] * Share(round), cancellationToken);
                if (killed.ExitCode != 0 || attempt == Attempts)
                    return await RunAgainAsync(command, database, round, cancellationToken);

                // It was done before the kill came: machines vary. Now its whole run is known better.
                _wholeRun[tool.Name] = killed.Elapsed;
            }
            finally
            {
                await server.DropDatabaseAsync(database, CancellationToken.None);
            }
        }
    }

    private async Task<Sample> RunAgainAsync(
        ToolCommand command,
        BenchmarkDatabase database,
        int round,
        CancellationToken cancellationToken)
    {
        var before = await BenchmarkServer.ReadNumberAsync(database, Increments.EffectQuery, cancellationToken);
        var rerun = await runner.RunAsync(command, cancellationToken);
        var fault = rerun.ExitCode == 0
            ? await Outcome.EffectFaultAsync(database, Increments, cancellationToken)
            : Outcome.ExitFault(rerun);
        return new Sample(round, rerun.Elapsed.TotalMilliseconds, rerun.PeakBytes, fault, $"killed at {before}");
    }

    /// <summary>0.45 to 0.90, in steps that do not fall on the same instant again within fifteen rounds.</summary>
    private static double Share(int round) => 0.45 + round * 7 % 16 * 0.03;
}
