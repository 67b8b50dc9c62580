using System.Globalization;
using Lms.Benchmarks.Backfills;
using Lms.Benchmarks.Reporting;
using Lms.Benchmarks.Services;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Benchmarks.Watching;

/// <summary><c>benchmarks/run watch</c>: what many watchers of a run cost those who ask for the status, and the worker.</summary>
internal static class WatchBenchmark
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(WatchOptions options, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var paths = BenchmarkPaths.Find();
        Directory.CreateDirectory(paths.Work);
        await using var server = await BenchmarkServer.OpenAsync(options.Connection, Console.Error, cancellationToken);
        var machine = await Machine.DescribeAsync(server, cancellationToken);
        List<WatchSample> samples = [];
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            await Console.Error.WriteLineAsync($"Repetition {repetition} of {options.Repetitions} …");
            samples.Add(await MeasureAsync(options, server, paths, cancellationToken));
            await SaveAsync(new WatchReport(startedAt, machine, options, samples), paths, cancellationToken);
        }
    }

    private static async Task<WatchSample> MeasureAsync(
        WatchOptions options, BenchmarkServer server, BenchmarkPaths paths, CancellationToken cancellationToken)
    {
        var catalog = Directory.CreateTempSubdirectory("lms-watch-");
        var platform = await server.CreateDatabaseAsync(prerequisite: "", cancellationToken);
        var dataset = new AccountsTable(server);
        await using var copy = await dataset.CreateAsync(options.Rows, cancellationToken);
        try
        {
            await WriteCatalogAsync(catalog.FullName, dataset, options, cancellationToken);
            await using var worker = await MeasuredWorker.StartAsync(
                platform.Url, [new ServedDatabase("shop", copy.Connection, catalog.FullName)], cancellationToken);
            return await MeasureAsync(options, worker, cancellationToken);
        }
        finally
        {
            catalog.Delete(recursive: true);
            await server.DropDatabaseAsync(platform, CancellationToken.None);
        }
    }

    private static async Task<WatchSample> MeasureAsync(WatchOptions options, MeasuredWorker worker, CancellationToken cancellationToken)
    {
        using var client = new LmsClient(worker.Address, worker.Token);
        using var load = new StatusLoad(worker.Address, worker.Token, options.RequestsPerSecond);
        // Once through everything, so that nothing is measured that happens once in a worker's life.
        await load.RunAsync(Task.Delay(TimeSpan.FromSeconds(2), cancellationToken), cancellationToken);
        var quiet = await load.RunAsync(Task.Delay(QuietTime, cancellationToken), cancellationToken);

        var (alone, aloneRun, _) = await RunAsync(client, worker, load, watchers: 1, cancellationToken);
        await EndAsync(client, worker, Request(RunKinds.Rollback) with { All = true, Reason = "the next round" }, cancellationToken);
        var (watched, watchedRun, seen) = await RunAsync(client, worker, load, options.Watchers, cancellationToken);
        return new WatchSample(
            Latencies.Of(quiet), Latencies.Of(alone), Latencies.Of(watched), watchedRun.LastEvent, Audience.CountWrong(seen, watchedRun.LastEvent),
            (Seconds(watchedRun), Seconds(aloneRun)), worker.PeakBytes / 1048576.0);
    }

    private static async Task<(IReadOnlyList<double> Latencies, RunDocument Run, IReadOnlyList<IReadOnlyList<long>> Seen)> RunAsync(
        LmsClient client, MeasuredWorker worker, StatusLoad load, int watchers, CancellationToken cancellationToken)
    {
        var run = await client.StartRunAsync(Request(RunKinds.Migrate), cancellationToken);
        var watching = Audience.WatchAsync(worker.Address, worker.Token, run.Id, watchers, cancellationToken);
        var latencies = await load.RunAsync(watching, cancellationToken);
        var seen = await watching;
        return (latencies, await RightAsync(client, run.Id, cancellationToken), seen);
    }

    private static async Task EndAsync(LmsClient client, MeasuredWorker worker, RunRequestDocument request, CancellationToken cancellationToken)
    {
        var run = await client.StartRunAsync(request, cancellationToken);
        await Audience.WatchAsync(worker.Address, worker.Token, run.Id, watchers: 1, cancellationToken);
        await RightAsync(client, run.Id, cancellationToken);
    }

    private static async Task<RunDocument> RightAsync(LmsClient client, Guid run, CancellationToken cancellationToken)
    {
        var ended = await client.GetRunAsync(run, cancellationToken);
        return ended.State == "succeeded" ? ended : throw new BenchmarkException($"The run ended as {ended.State}: {ended.Error?.Message}");
    }

    private static RunRequestDocument Request(string kind) => new() { RequestId = Guid.NewGuid().ToString(), Database = "shop", Kind = kind };

    private static double Seconds(RunDocument run) => (run.EndedAt!.Value - run.StartedAt!.Value).TotalSeconds;

    /// <summary>A backfill that tells of itself now and then, and migrations that tell much at once.</summary>
    private static async Task WriteCatalogAsync(string directory, AccountsTable dataset, WatchOptions options, CancellationToken cancellationToken)
    {
        await dataset.WriteCatalogAsync(directory, undo: true, cancellationToken);
        for (var number = 0; number < options.Migrations; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"-- migrate:up\nCREATE TABLE t{number} (id int);\n-- migrate:down\nDROP TABLE t{number};\n");
            await File.WriteAllTextAsync(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{100 + number}-create-t{number}.sql")), text, cancellationToken);
        }
    }

    private static Task SaveAsync(WatchReport report, BenchmarkPaths paths, CancellationToken cancellationToken) => ReportFiles.SaveAsync(
        paths, WatchOptions.Command, report.StartedAt, WatchMarkdown.Write(report), report, WatchReportJson.Default.WatchReport, cancellationToken);
}
