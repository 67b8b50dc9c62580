using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Tools;

namespace Lms.Benchmarks.Rows;

/// <summary>A cold process looks at a database that has everything applied, and changes nothing.</summary>
internal sealed class LookRow(
    string key,
    string title,
    Func<Tool, string, BenchmarkDatabase, ToolCommand?> command,
    AppliedDatabases databases,
    ProcessRunner runner) : Row
{
    public override string Key => key;

    public override string Title => title;

    public override bool Includes(Tool tool) => command(tool, ".", new BenchmarkDatabase(new())) is not null;

    public override Task PrepareAsync(Tool tool, CancellationToken cancellationToken)
    {
        return databases.GetAsync(tool, cancellationToken);
    }

    public override async Task<Sample> SampleAsync(Tool tool, int round, CancellationToken cancellationToken)
    {
        var (directory, database, fault) = await databases.GetAsync(tool, cancellationToken);
        var run = await runner.RunAsync(command(tool, directory, database)!, cancellationToken);
        fault ??= run.ExitCode == 0 ? null : Outcome.ExitFault(run);
        return new Sample(round, run.Elapsed.TotalMilliseconds, run.PeakBytes, fault);
    }
}
