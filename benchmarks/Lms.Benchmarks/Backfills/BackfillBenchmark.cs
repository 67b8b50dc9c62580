using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Backfills;

/// <summary><c>benchmarks/run backfill</c>: batched changes of many rows against one bare statement.</summary>
internal static class BackfillBenchmark
{
    public static async Task RunAsync(BackfillOptions options, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var startedAt = time.GetUtcNow();
        var paths = BenchmarkPaths.Find();
        Directory.CreateDirectory(paths.Work);

        await using var server = await BenchmarkServer.OpenAsync(options.Connection, Console.Error, cancellationToken);
        var machine = await Machine.DescribeAsync(server, cancellationToken);
        List<BackfillResult> results = [];
        foreach (var rows in options.Rows)
        {
            foreach (var dataset in options.Engines.Select(engine => Create(engine, server)))
            {
                var comparison = new BackfillComparison(dataset, paths, new ProcessRunner(time), Console.Error);
                results.Add(await comparison.RunAsync(rows, options.Lanes, options.Repetitions, cancellationToken));
                await SaveAsync(new BackfillReport(startedAt, machine, options.Repetitions, results), paths, cancellationToken);
            }
        }
    }

    private static Dataset Create(string engine, BenchmarkServer server)
    {
        if (engine == AccountsTable.Name)
            return new AccountsTable(server);
        return server.DocumentsUnavailableReason is { } reason
            ? throw new BenchmarkException($"The server has no documents ({reason}); measure with --engines {AccountsTable.Name}.")
            : new UsersCollection(server);
    }

    private static Task SaveAsync(BackfillReport report, BenchmarkPaths paths, CancellationToken cancellationToken) => ReportFiles.SaveAsync(
        paths, BackfillOptions.Command, report.StartedAt, BackfillMarkdown.Write(report), report, BackfillReportJson.Default.BackfillReport, cancellationToken);
}
