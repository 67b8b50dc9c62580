using System.Globalization;
using Lms.Benchmarks.Reporting;
using Lms.Benchmarks.Services;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Benchmarks.Pages;

/// <summary><c>benchmarks/run pages</c>: how long each page of the dashboard takes with long catalogs and long histories.</summary>
internal static class PageBenchmark
{
    /// <summary>Visits of each page before any of them counts: programs are compiled while they run.</summary>
    private const int WarmUp = 60;

    /// <summary>How the floor is called; its path is that of a request for which the dashboard asks nobody.</summary>
    private const string Floor = "floor: a file of the dashboard";

    private static readonly string[] Names = ["one", "two"];

    public static async Task RunAsync(PageOptions options, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var paths = BenchmarkPaths.Find();
        Directory.CreateDirectory(paths.Work);
        await using var server = await BenchmarkServer.OpenAsync(options.Connection, Console.Error, cancellationToken);
        var machine = await Machine.DescribeAsync(server, cancellationToken);
        var catalogs = Directory.CreateTempSubdirectory("lms-pages-");
        var platform = await server.CreateDatabaseAsync(prerequisite: "", cancellationToken);
        List<BenchmarkDatabase> databases = [];
        try
        {
            List<ServedDatabase> served = [];
            foreach (var name in Names)
            {
                await Console.Error.WriteLineAsync($"Filling {name} …");
                databases.Add(await server.CreateDatabaseAsync(prerequisite: "", cancellationToken));
                served.Add(await LongHistory.FillAsync(name, databases[^1], catalogs.CreateSubdirectory(name).FullName, options, cancellationToken));
            }

            await using var worker = await MeasuredWorker.StartAsync(platform.Url, served, cancellationToken);
            await using var dashboard = await ServiceProcess.StartAsync(
                "Lms.Dashboard.dll",
                new Dictionary<string, string> { ["Lms__Workers__0"] = worker.Address.GetLeftPart(UriPartial.Authority), ["Lms__Keys"] = catalogs.CreateSubdirectory("keys").FullName },
                cancellationToken);
            await MeasureAsync(startedAt, machine, paths, options, worker, dashboard, cancellationToken);
        }
        finally
        {
            catalogs.Delete(recursive: true);
            foreach (var database in databases.Append(platform))
                await server.DropDatabaseAsync(database, CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(
        DateTimeOffset startedAt, Machine machine, BenchmarkPaths paths, PageOptions options, MeasuredWorker worker, ServiceProcess dashboard,
        CancellationToken cancellationToken)
    {
        using var visitor = await PageVisitor.SignInAsync(dashboard.Address, worker.Token, cancellationToken);
        var pages = await PagesAsync(worker, options, cancellationToken);
        await TimeAsync(visitor, pages, WarmUp, cancellationToken);
        List<IReadOnlyList<PageSample>> repetitions = [];
        for (var repetition = 1; repetition <= options.Repetitions; repetition++)
        {
            await Console.Error.WriteLineAsync($"Repetition {repetition} of {options.Repetitions} …");
            repetitions.Add(await TimeAsync(visitor, pages, options.Visits, cancellationToken));
            var report = new PageReport(startedAt, machine, options, repetitions, (worker.PeakBytes / 1048576.0, dashboard.PeakBytes / 1048576.0));
            await SaveAsync(report, paths, cancellationToken);
        }
    }

    /// <summary>A visit of each after the other, so that whatever slows the machine for a while slows all of them.</summary>
    private static async Task<IReadOnlyList<PageSample>> TimeAsync(
        PageVisitor visitor, IReadOnlyList<(string Name, string Path)> pages, int visits, CancellationToken cancellationToken)
    {
        var times = pages.Select(_ => new List<double>(visits)).ToList();
        for (var visit = 0; visit < visits; visit++)
        {
            foreach (var (index, page) in pages.Index())
                times[index].Add(await visitor.VisitAsync(page.Path, cancellationToken));
        }

        return [.. pages.Select((page, index) => PageSample.Of(page.Name, times[index]))];
    }

    private static async Task<IReadOnlyList<(string Name, string Path)>> PagesAsync(
        MeasuredWorker worker, PageOptions options, CancellationToken cancellationToken)
    {
        var run = await EndedRunAsync(worker, cancellationToken);
        var middle = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, options.Migrations / 2):0000}");
        return
        [
            (Floor, "/alive"),
            ("overview", "/"),
            ("a database", "/databases/one"),
            ("a migration", $"/databases/one/migrations/{middle}"),
            ("a plan", "/databases/one/plan"),
            ("a plan that undoes ten", "/databases/one/plan?direction=down&steps=10"),
            ("backfills of a database", "/databases/one/backfills"),
            ("runs", "/runs"),
            ("a run", $"/runs/{run}"),
            ("history of both databases", "/history"),
            ("history of one", "/history?database=one"),
            ("history of a kind", "/history?kind=rolledBack"),
            ("history of an actor", "/history?actor=person3"),
            ("history, a text that is often there", "/history?text=change+request"),
            ("history, a text that is nowhere", "/history?text=nowhere+to+be+found"),
            ("windows", "/windows"),
            ("tokens", "/tokens"),
            ("audit", "/audit"),
        ];
    }

    private static async Task<Guid> EndedRunAsync(MeasuredWorker worker, CancellationToken cancellationToken)
    {
        using var client = new LmsClient(worker.Address, worker.Token);
        var run = await client.StartRunAsync(
            new RunRequestDocument { RequestId = Guid.NewGuid().ToString(), Database = Names[0], Kind = RunKinds.Migrate }, cancellationToken);
        await foreach (var _ in client.WatchRunAsync(run.Id, after: 0, cancellationToken))
        {
            // Until it is over.
        }

        return run.Id;
    }

    private static Task SaveAsync(PageReport report, BenchmarkPaths paths, CancellationToken cancellationToken) => ReportFiles.SaveAsync(
        paths, PageOptions.Command, report.StartedAt, PageMarkdown.Write(report), report, PageReportJson.Default.PageReport, cancellationToken);
}
