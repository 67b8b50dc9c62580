using System.Globalization;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary><c>lms dashboard</c>.</summary>
public sealed class DashboardCommandTests(PostgresServer server) : ServerTest(server)
{
    private static readonly string Stranger = $"lms_zzzzzzzzzzzz_{new string('3', 64)}";

    [Fact(Timeout = 120_000)]
    public async Task A_link_is_printed_alone_and_signs_in_whose_token_it_was()
    {
        await using var dashboard = await StartDashboardAsync();

        var human = await AskWellAsync("dashboard", "--url", dashboard.Url);
        var json = await AskJsonAsync("dashboard", "--url", dashboard.Url);

        Assert.Matches($"^{dashboard.Url}/sign-in/[A-Za-z0-9_-]+\n$", human.Out);
        Assert.Contains("signs in whoever opens it first, until ", human.Error, StringComparison.Ordinal);
        Assert.Empty(json.Error);
        Assert.True(json.Json.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        foreach (var link in new[] { human.Out.Trim(), json.Json.GetProperty("url").GetString()! })
            Assert.Equal("/", await OpenAsync(link));
        Assert.DoesNotContain(WorkerProcess.Bootstrap, human.All + json.All, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_an_address_it_is_that_of_the_app_host_that_runs_here()
    {
        await using var dashboard = await StartDashboardAsync();
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, ".lms"));
        await File.WriteAllTextAsync(Path.Combine(Directory, ".lms", "running.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            { "processId": {{Environment.ProcessId}}, "startedAt": "{{DateTimeOffset.UtcNow:O}}",
              "server": { "url": "{{Worker.Url}}", "token": "{{WorkerProcess.Bootstrap}}" }, "dashboard": { "url": "{{dashboard.Url}}" },
              "databases": [ { "name": "main", "connection": "Host=x", "catalog": "c" } ] }
            """), Token);

        var result = await RunWellAsync("dashboard");

        Assert.Equal("/", await OpenAsync(result.Out.Trim()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_that_no_worker_knows_exits_5_and_whatever_is_no_dashboard_exits_3()
    {
        await using var dashboard = await StartDashboardAsync();

        var refused = await RunAsync("dashboard", "--url", dashboard.Url, "--token", Stranger);
        var worker = await AskJsonAsync("dashboard", "--url", Worker.Url);
        Worker.Kill();
        await Worker.ExitAsync(Token);
        var orphan = await AskJsonAsync("dashboard", "--url", dashboard.Url);
        var nobody = await AskJsonAsync("dashboard", "--url", Worker.Url);

        Assert.Equal((5, 3, 3, 3), (refused.ExitCode, worker.ExitCode, orphan.ExitCode, nobody.ExitCode));
        Assert.Contains("refuses the token", refused.Error, StringComparison.Ordinal);
        Assert.Contains("lms token create", refused.Error, StringComparison.Ordinal);
        Assert.Contains("is no dashboard: ", worker.Failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("finds no worker that answers", orphan.Failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("No dashboard answers at ", nobody.Failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["dashboardUnreachable", "workerUnreachable", "dashboardUnreachable"],
            new[] { worker, orphan, nobody }.Select(result => result.Failure.GetProperty("cause").GetString()!));
        Assert.DoesNotContain(Stranger, refused.All, StringComparison.Ordinal);
        Assert.False(System.IO.Directory.Exists(Path.Combine(Directory, "logs")));
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_no_app_host_runs_it_says_how_to_have_one_and_what_does_not_fit_exits_2()
    {
        var nothing = await RunAsync("dashboard");
        string[][] misfits = [["--server", Worker.Url], ["--url", "127.0.0.1:5170"], ["--url", Worker.Url]];

        Assert.Equal(3, nothing.ExitCode);
        Assert.Contains("dotnet run --project Lms.AppHost", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("--url", nothing.Error, StringComparison.Ordinal);
        foreach (var misfit in misfits)
            Assert.Equal(2, (await RunAsync(["dashboard", .. misfit])).ExitCode);
    }

    private Task<DashboardProcess> StartDashboardAsync() => DashboardProcess.StartAsync(Worker.Url, Path.Combine(Directory, "keys"), Token);

    /// <summary>Where a browser that opens a link is led.</summary>
    private static async Task<string> OpenAsync(string link)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(link), Token);
        return $"{answer.Headers.Location}";
    }
}
