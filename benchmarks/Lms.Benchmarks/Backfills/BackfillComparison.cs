using System.Globalization;
using System.Text.Json;
using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Backfills;

/// <summary>Runs all contenders in turn, round after round, each on data of its own that was generated just before.</summary>
/// <remarks>Each round begins with another contender, so that none always follows the same one.</remarks>
internal sealed class BackfillComparison(Dataset dataset, BenchmarkPaths paths, ProcessRunner runner, TextWriter progress)
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    public async Task<BackfillResult> RunAsync(int rows, IReadOnlyList<int> lanes, int repetitions, CancellationToken cancellationToken)
    {
        var contenders = Contender.All(lanes);
        var samples = contenders.ToDictionary(contender => contender.Name(dataset.Bare), _ => new List<BackfillSample>(), StringComparer.Ordinal);
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{dataset.Engine}, {rows:N0} rows"));
        await SampleAsync(Contender.Bare, rows, round: 0, cancellationToken);
        for (var round = 1; round <= repetitions; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var contender = contenders[(round - 1 + turn) % contenders.Count];
                samples[contender.Name(dataset.Bare)].Add(await SampleAsync(contender, rows, round, cancellationToken));
            }
        }

        return new BackfillResult(
            dataset.Engine,
            rows,
            dataset.Bare,
            samples.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<BackfillSample>)pair.Value, StringComparer.Ordinal));
    }

    private async Task<BackfillSample> SampleAsync(Contender contender, int rows, int round, CancellationToken cancellationToken)
    {
        await using var copy = await dataset.CreateAsync(rows, cancellationToken);
        var sample = contender.IsBare
            ? await ChangeAsync(copy, round, cancellationToken)
            : await RunEngineAsync(contender, copy, rows, round, cancellationToken);
        if (sample.Fault is null && await copy.CountChangedAsync(cancellationToken) is var changed && changed != rows)
            sample = sample with { Fault = $"{changed} of {rows} changed" };
        await ReportAsync(contender, sample);
        return sample;
    }

    private async Task<BackfillSample> ChangeAsync(DatasetCopy copy, int round, CancellationToken cancellationToken)
    {
        var began = runner.Time.GetTimestamp();
        await copy.ChangeAsync(cancellationToken);
        return new BackfillSample(round, runner.Time.GetElapsedTime(began).TotalMilliseconds, Engine: null, PeakBytes: null, Fault: null);
    }

    private async Task<BackfillSample> RunEngineAsync(
        Contender contender, DatasetCopy copy, int rows, int round, CancellationToken cancellationToken)
    {
        var catalog = await WriteCatalogAsync(contender.Undo, cancellationToken);
        var request = new EngineRequest(dataset.Engine, copy.Connection, catalog, contender.Lanes, contender.BatchTarget);
        var command = new ToolCommand(
            Environment.ProcessPath!, request.Arguments, paths.Work, new Dictionary<string, string>(StringComparer.Ordinal));
        var run = await runner.RunAsync(command, Limit, cancellationToken);
        if (run.ExitCode != 0)
            return new BackfillSample(round, run.Elapsed.TotalMilliseconds, Engine: null, run.PeakBytes, $"exit {run.ExitCode}: {run.LastLine}");

        var outcome = JsonSerializer.Deserialize(run.Output.Trim(), EngineOutcomeJson.Default.EngineOutcome)!;
        var fault = outcome.Modified == rows ? null : $"the engine counts {outcome.Modified} of {rows}";
        return new BackfillSample(round, outcome.Milliseconds, outcome, run.PeakBytes, fault);
    }

    private async Task<string> WriteCatalogAsync(bool undo, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(paths.Work, BackfillOptions.Command, $"{dataset.Engine}{(undo ? "-undo" : "")}");
        Directory.CreateDirectory(directory);
        await dataset.WriteCatalogAsync(directory, undo, cancellationToken);
        return directory;
    }

    private Task ReportAsync(Contender contender, BackfillSample sample)
    {
        var round = sample.Round == 0 ? "warm-up" : $"round {sample.Round}";
        return progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {round,-8} {contender.Name(dataset.Bare),-36} {sample.Milliseconds,9:N0} ms  worst hold {sample.WorstHold,7:N0} ms  {sample.Fault}"));
    }
}
