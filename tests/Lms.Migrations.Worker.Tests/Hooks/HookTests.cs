using System.Text.Json;
using Lms.Contracts.Client;
using Lms.Contracts.History;
using Lms.Migrations.Worker.Hooks;
using Lms.Testing.Workers;
using Lms.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Lms.Migrations.Worker.Tests.Hooks;

/// <summary>Backups, commands and webhooks around a run.</summary>
public sealed class HookTests(PostgresServer server) : WorkerTest(server)
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("lms-hooks-");

    public override ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task A_dump_is_made_before_a_run_and_holds_what_was_there_before_it()
    {
        await Database.ExecuteAsync("CREATE TABLE precious (id int); INSERT INTO precious SELECT generate_series(1, 1000)", Token);
        Catalog.With("001-spoil.sql", "-- migrate:up\nDELETE FROM precious;\n-- migrate:down\nSELECT 1;\n");
        await using var worker = await StartAsync(WithDump(NewSetup()));

        Assert.Equal("succeeded", (await RunAsync(worker, Migrate())).State);

        var dump = Assert.Single(directory.GetFiles());
        Assert.EndsWith(".dump", dump.Name, StringComparison.Ordinal);
        var hook = Assert.Single(await HooksAsync(worker));
        Assert.Equal(("backup", "succeeded"), (hook.Name, hook.Outcome));
        Assert.StartsWith($"before the run: {dump.FullName}, ", hook.Detail, StringComparison.Ordinal);
        await Database.ExecuteAsync("DROP TABLE precious", Token);
        await RestoreAsync(dump.FullName);
        Assert.Equal(1000, await Database.ScalarAsync<long>("SELECT count(*) FROM precious", Token));
    }

    [Fact]
    public async Task A_backup_that_fails_stops_the_run_before_its_first_step()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(NewSetup()
            .Set("Lms:Databases:0:Backup:Command:0", "/bin/sh").Set("Lms:Databases:0:Backup:Command:1", "-c")
            .Set("Lms:Databases:0:Backup:Command:2", "echo 'the disk is full' >&2; exit 7"));

        var run = await RunAsync(worker, Migrate());

        Assert.Equal(("failed", "hookFailed"), (run.State, run.Error!.Kind));
        Assert.Contains("exit code 7: the disk is full", run.Error.Message, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("one"));
        var hook = Assert.Single(await HooksAsync(worker));
        Assert.Equal(("backup", "failed"), (hook.Name, hook.Outcome));
        Assert.Contains("the disk is full", hook.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dump_that_fails_leaves_no_file_that_looks_like_one()
    {
        Catalog.WithTable("001", "one");
        var setup = WithDump(NewSetup());
        await using var worker = await StartAsync(setup.Set("Lms:Databases:0:Backup:Program", "/bin/false"));

        Assert.Equal("failed", (await RunAsync(worker, Migrate())).State);

        Assert.Empty(directory.GetFiles());
        Assert.False(await ExistsAsync("one"));
    }

    [Theory]
    [InlineData("-- migrate:up\nCREATE TABLE one (id int);\n-- migrate:down\nDROP TABLE one;\n", "succeeded", "succeeded")]
    [InlineData("-- migrate:up\nSELECT 1 / 0;\n-- migrate:down\nSELECT 1;\n", "failed", "failed")]
    public async Task A_command_before_and_one_after_are_told_of_the_run_however_it_ends(string migration, string state, string outcome)
    {
        Catalog.With("001-create-one.sql", migration);
        await using var worker = await StartAsync(WithCommands(NewSetup(), "echo \"$LMS_MOMENT $LMS_DATABASE $LMS_DIRECTION $LMS_MIGRATIONS $LMS_ACTOR $LMS_REASON $LMS_OUTCOME\""));

        var run = await RunAsync(worker, Migrate() with { Reason = "release 7" });

        Assert.Equal(state, run.State);
        Assert.Equal(
            ["before shop up 001-create-one bootstrap release 7", $"after shop up 001-create-one bootstrap release 7 {outcome}"],
            (await SaidAsync()).Select(line => line.TrimEnd()));
        Assert.Equal(["before|succeeded", "after|succeeded"], (await HooksAsync(worker)).Select(hook => $"{hook.Name}|{hook.Outcome}"));
    }

    [Fact]
    public async Task A_command_after_is_run_when_the_one_before_fails_and_no_step_is()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(WithCommands(NewSetup(), "echo \"$LMS_MOMENT\"; [ \"$LMS_MOMENT\" = after ]"));

        var run = await RunAsync(worker, Migrate());

        Assert.Equal(("failed", "hookFailed"), (run.State, run.Error!.Kind));
        Assert.Equal(["before", "after"], await SaidAsync());
        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_command_after_that_fails_fails_the_run_and_says_that_every_step_is_done()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(WithCommands(NewSetup(), "echo \"$LMS_MOMENT\"; [ \"$LMS_MOMENT\" = before ]"));

        var run = await RunAsync(worker, Migrate());

        Assert.Equal(("failed", "hookFailed"), (run.State, run.Error!.Kind));
        Assert.Contains("is done", run.Error.WayOut, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        Catalog.WithTable("001", "one");
        var setup = WithCommands(NewSetup(), "(while true; do date +%s%N > {directory}/pulse; sleep 0.05; done) & wait").Set("Lms:Databases:0:Before:Timeout", "1s")
            .Set("Lms:Databases:0:After:Command:2", "true");
        await using var worker = await StartAsync(setup);

        var run = await RunAsync(worker, Migrate());

        Assert.Contains("took longer than 1s", run.Error!.Message, StringComparison.Ordinal);
        var pulse = Path.Combine(directory.FullName, "pulse");
        var last = await File.ReadAllTextAsync(pulse, Token);
        await Task.Delay(500, Token);
        Assert.Equal(last, await File.ReadAllTextAsync(pulse, Token));
    }

    [Fact]
    public async Task A_command_that_leaves_something_running_does_not_hold_the_run_up()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(WithCommands(NewSetup(), "sleep 20 & echo \"$LMS_MOMENT\" $!"));

        var run = await RunAsync(worker, Migrate());

        Assert.Equal("succeeded", run.State);
        Assert.True(run.EndedAt - run.StartedAt < TimeSpan.FromSeconds(10), $"It took {run.EndedAt - run.StartedAt}.");
        Assert.Equal(2, (await SaidAsync()).Count);
    }

    [Fact]
    public async Task A_cancelled_run_ends_its_command_and_runs_the_one_after()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(WithCommands(NewSetup(), "echo \"$LMS_MOMENT $LMS_OUTCOME\"; [ \"$LMS_MOMENT\" = after ] || sleep 60"));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        while (!File.Exists(Said))
            await Task.Delay(20, Token);

        await worker.Admin.CancelRunAsync(run.Id, "wrong day", Token);

        Assert.Equal("cancelled", (await EndAsync(worker, run.Id)).State);
        Assert.Equal(["before", "after stopped"], (await SaidAsync()).Select(line => line.TrimEnd()));
        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_command_does_not_get_the_workers_own_secrets()
    {
        Catalog.WithTable("001", "one");
        var setup = WithCommands(NewSetup(), "env").Set("Kestrel:Certificates:Default:Password", "locks-the-key-4");
        await using var worker = await WorkerProcess.StartAsync(setup, Token);
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await foreach (var _ in worker.Admin.WatchRunAsync(run.Id, after: 0, Token))
        {
            // Until it is over.
        }

        var environment = await SaidAsync();
        Assert.Contains(environment, line => line == "LMS_DATABASE=shop");
        Assert.Contains(environment, line => line.StartsWith("PATH=", StringComparison.Ordinal));
        // What the shell itself adds is not the worker's.
        Assert.All(environment, line => Assert.Matches("^(LMS_|PATH=|HOME=|USER=|LOGNAME=|SHELL=|LANG=|LC_|TZ=|TMPDIR=|PWD=|SHLVL=|OLDPWD=|_=)", line));
    }

    [Fact]
    public async Task An_address_is_called_before_and_after_and_a_bad_answer_before_stops_the_run()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await using var site = await Site.StartAsync();
        await using var worker = await StartAsync(NewSetup()
            .Set("Lms:Databases:0:Before:Url", $"{site.Address}/maintenance?key=tell-nobody-3").Set("Lms:Databases:0:After:Url", $"{site.Address}/maintenance"));

        Assert.Equal("succeeded", (await RunAsync(worker, Migrate() with { To = "001" })).State);
        site.Status = 503;
        var refused = await RunAsync(worker, Migrate());

        Assert.Equal(("failed", "hookFailed"), (refused.State, refused.Error!.Kind));
        Assert.Contains("answered 503", refused.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tell-nobody-3", JsonSerializer.Serialize(await HooksAsync(worker)), StringComparison.Ordinal);
        Assert.False(await ExistsAsync("two"));
        Assert.Equal(
            ["before shop 001-create-one ", "after shop 001-create-one succeeded", "before shop 002-create-two ", "after shop 002-create-two failed"],
            site.Calls.Select(call => $"{Text(call, "moment")} {Text(call, "database")} {call.GetProperty("migrations")[0]} {Text(call, "outcome")}"));
    }

    [Fact]
    public async Task An_address_that_never_stops_answering_holds_nothing_up_and_has_as_long_as_its_timeout_says()
    {
        Catalog.WithTable("001", "one");
        await using var site = await Site.StartAsync();
        await using var worker = await StartAsync(NewSetup()
            .Set("Lms:Databases:0:Before:Url", $"{site.Address}/endless").Set("Lms:Databases:0:Before:Timeout", "15s"));

        var run = await RunAsync(worker, Migrate());

        Assert.Equal("succeeded", run.State);
        Assert.True(run.EndedAt - run.StartedAt < TimeSpan.FromSeconds(10), $"It took {run.EndedAt - run.StartedAt}.");
        using var client = worker.Service<IHttpClientFactory>().CreateClient(HookFactory.HttpClientName);
        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
    }

    [Fact]
    public async Task A_run_with_nothing_to_do_bothers_nobody()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(WithCommands(NewSetup(), "echo \"$LMS_MOMENT\""));
        await RunAsync(worker, Migrate());
        await RunAsync(worker, Migrate());
        Assert.Equal(["before", "after"], await SaidAsync());
    }

    private string Said => Path.Combine(directory.FullName, "said");

    private async Task<IReadOnlyList<string>> SaidAsync() => await File.ReadAllLinesAsync(Said, Token);

    private static string? Text(JsonElement call, string name) => call.GetProperty(name).GetString();

    private WorkerSetup WithDump(WorkerSetup setup) => setup
        .Set("Lms:Databases:0:Backup:Directory", directory.FullName)
        .Set("Lms:Databases:0:Backup:Program", Server.BinDirectory is { } bin ? Path.Combine(bin, "pg_dump") : "pg_dump");

    /// <summary>The same shell script before and after; what it prints is kept.</summary>
    private WorkerSetup WithCommands(WorkerSetup setup, string script)
    {
        foreach (var moment in new[] { "Before", "After" })
        {
            setup.Set($"Lms:Databases:0:{moment}:Command:0", "/bin/sh").Set($"Lms:Databases:0:{moment}:Command:1", "-c")
                .Set($"Lms:Databases:0:{moment}:Command:2", $"exec >> {Said}; {script.Replace("{directory}", directory.FullName, StringComparison.Ordinal)}");
        }

        return setup;
    }

    private static async Task<IReadOnlyList<EventDocument>> HooksAsync(WorkerHost worker) =>
        [.. (await worker.Admin.ListHistoryAsync("shop", new HistoryFilter { Kinds = ["hook"] }, Token)).Events.Reverse()];

    private async Task RestoreAsync(string dump)
    {
        var program = Server.BinDirectory is { } bin ? Path.Combine(bin, "pg_restore") : "pg_restore";
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = settings.Password ?? "" };
        await using var restore = RunningProcess.Start(
            program, environment, "--table=precious", $"--host={settings.Host}", $"--port={settings.Port}", $"--username={settings.Username}",
            $"--dbname={settings.Database}", dump);
        Assert.Equal(0, await restore.ExitAsync(Token));
    }

    /// <summary>Somebody's application, which is told of maintenance.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Site(WebApplication app) => this.app = app;

        public string Address => app.Urls.First();

        public int Status { get; set; } = 200;

        public List<JsonElement> Calls { get; } = [];

        public static async Task<Site> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
            var site = new Site(builder.Build());
            site.app.MapPost("/maintenance", async (HttpRequest request) =>
            {
                site.Calls.Add(await request.ReadFromJsonAsync<JsonElement>(Token));
                return Results.StatusCode(site.Status);
            });
            site.app.MapPost("/endless", async (HttpContext context) =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.WriteAsync("and so on ", context.RequestAborted);
                    await Task.Delay(10, context.RequestAborted);
                }
            });
            await site.app.StartAsync(Token);
            return site;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
