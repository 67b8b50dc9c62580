using Lms.Benchmarks;
using Lms.Benchmarks.Backfills;
using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Pages;
using Lms.Benchmarks.Reporting;
using Lms.Benchmarks.Rows;
using Lms.Benchmarks.Tools;
using Lms.Benchmarks.Watching;
using Lms.Benchmarks.Workloads;
using Lms.Contracts.Client;
using Lms.EmbeddedPostgres;
using Lms.Migrations.Failures;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await (args.FirstOrDefault() switch
    {
        BackfillOptions.Command => BackfillBenchmark.RunAsync(BackfillOptions.Parse(args[1..]), stop.Token),
        PageOptions.Command => PageBenchmark.RunAsync(PageOptions.Parse(args[1..]), stop.Token),
        WatchOptions.Command => WatchBenchmark.RunAsync(WatchOptions.Parse(args[1..]), stop.Token),
        EngineRequest.Command => EngineProcess.RunAsync(EngineRequest.Parse(args), TimeProvider.System, stop.Token),
        _ => RunAsync(BenchmarkOptions.Parse(args), stop.Token),
    });
    return 0;
}
catch (Exception exception) when (exception is BenchmarkException or ApiException or EmbeddedPostgresException or MigrationException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
{
    var time = TimeProvider.System;
    var startedAt = time.GetUtcNow();
    var paths = BenchmarkPaths.Find();
    Directory.CreateDirectory(paths.Work);
    var runner = new ProcessRunner(time);

    await using var server = await BenchmarkServer.OpenAsync(options.Connection, Console.Error, cancellationToken);
    var machine = await Machine.DescribeAsync(server, cancellationToken);

    await ToolSet.InstallNpmPackagesAsync(paths, runner, cancellationToken);
    var chosen = AllTools.Create(paths, server.BinDirectory, runner).Where(options.Includes);
    var tools = await ToolSet.PrepareAsync(chosen, Console.Error, cancellationToken);

    var catalogs = new CatalogStore(paths);
    await using var applied = new AppliedDatabases(Workload.Thousand, server, catalogs, runner);
    var comparison = new Comparison(tools.Ready, Console.Error);
    List<RowResult> results = [];
    foreach (var row in AllRows.Create(server, catalogs, applied, runner).Where(options.Includes))
    {
        results.Add(await comparison.RunAsync(row, options.Repetitions, cancellationToken));
        var report = new Report(startedAt, machine, options.Repetitions, tools.Versions, tools.NotInstalled, results);
        await SaveAsync(report, paths, cancellationToken);
    }
}

static Task SaveAsync(Report report, BenchmarkPaths paths, CancellationToken cancellationToken) => ReportFiles.SaveAsync(
    paths, command: null, report.StartedAt, MarkdownReport.Write(report), report, ReportJson.Default.Report, cancellationToken);
