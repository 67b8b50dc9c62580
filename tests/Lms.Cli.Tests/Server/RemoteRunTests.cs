using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Runs of a worker, seen from where they were asked for.</summary>
public sealed class RemoteRunTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 120_000)]
    public async Task A_run_is_shown_while_it_is_under_way_and_ends_as_one_of_this_process()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");

        var result = await AskWellAsync("migrate", "--reason", "release 12");

        Assert.Equal("main: applying 2 migrations", result.Error.Split('\n')[0]);
        Assert.Contains("  ✓ 002-create-two  ", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"^✓ main: 2 migrations applied in .*\n$", result.Out);
        Assert.True(await ExistsAsync("two"));
        Assert.Matches(@"(?m)^.*✓ migrate  002-create-two  bootstrap@.*release 12$", (await AskWellAsync("history")).Out);
        // The worker has a log of its own.
        Assert.False(System.IO.Directory.Exists(Path.Combine(Directory, "logs")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failed_run_exits_1_with_file_and_line_and_an_excerpt()
    {
        var file = Catalog.Write("001-broken.sql", "-- migrate:up\nCREATE TABLE one (id int);\nSELECT nmae FROM one;\n");

        var asked = await AskAsync("migrate");
        var watched = await AskAsync("run", "watch", $"{await OnlyRunAsync()}");

        Assert.Equal((1, 1), (asked.ExitCode, watched.ExitCode));
        Assert.All([asked, watched], result =>
        {
            Assert.Contains($"{file}:3  statement 2", result.Error, StringComparison.Ordinal);
            Assert.Contains(">    3 │ SELECT nmae FROM one;", result.Error, StringComparison.Ordinal);
            Assert.Contains("42703", result.Error, StringComparison.Ordinal);
        });
        Assert.False(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_detached_run_is_found_again_by_the_beginning_of_its_id()
    {
        Catalog.WithTable("001", "one");
        await WithGateAsync("002");

        var asked = await AskWellAsync("migrate", "--detach");
        var id = await OnlyRunAsync();
        await AtGateAsync();
        Assert.Contains("▶ running", (await AskWellAsync("run", "list", "--state", "queued", "--state", "running")).Out, StringComparison.Ordinal);
        await OpenGateAsync();
        var watched = await AskWellAsync("run", "watch", $"{id}"[..13]);

        Assert.Contains($"lms run watch {id}", asked.Out, StringComparison.Ordinal);
        Assert.Empty(asked.Error);
        Assert.Contains("  ✓ 001-create-one", watched.Error, StringComparison.Ordinal);
        Assert.Contains("main: 2 migrations applied", watched.Out, StringComparison.Ordinal);
        Assert.Equal("succeeded", (await AskJsonAsync("run", "show", $"{id}")).Json.GetProperty("state").GetString());
        Assert.Contains("001-create-one, 002-slow", (await AskWellAsync("run", "show", $"{id}")).Out, StringComparison.Ordinal);
        Assert.Contains("✓ succeeded", (await AskWellAsync("run", "list", "--state", "succeeded")).Out, StringComparison.Ordinal);
        Assert.Equal("No run fits.\n", (await AskWellAsync("run", "list", "--state", "failed")).Out);
    }

    [Fact(Timeout = 120_000)]
    public async Task As_JSON_a_detached_run_is_the_run_and_a_watched_one_is_told_when_it_has_ended()
    {
        Catalog.With("001-broken.sql", "-- migrate:up\nSELECT 1/0;\n");

        var asked = (await AskJsonAsync("migrate", "--detach")).First;
        var watched = await AskJsonAsync("run", "watch", asked.GetProperty("run").GetProperty("id").GetString()!);

        Assert.Equal(("main", "postgresql"), (asked.GetProperty("name").GetString(), asked.GetProperty("engine").GetString()));
        Assert.Equal((1, "failed"), (watched.ExitCode, watched.Json.GetProperty("state").GetString()));
        Assert.Equal("22012", watched.Failure.GetProperty("sqlState").GetString());
        Assert.Empty(watched.Error);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_behind_another_says_behind_which_and_then_runs()
    {
        await WithGateAsync("001");
        await using var first = Start("migrate");
        await AtGateAsync();
        var ahead = await OnlyRunAsync();

        await using var second = Start("migrate");
        await second.WaitForAsync($"‖ queued behind run {$"{ahead}"[..13]} (migrate, by bootstrap)", Token);
        await OpenGateAsync();

        Assert.Equal((0, 0), (await first.ExitAsync(Token), await second.ExitAsync(Token)));
        Assert.Contains("main: up to date, nothing to apply", second.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_waits_for_the_time_that_was_asked_for()
    {
        Catalog.WithTable("001", "one");
        var begin = DateTimeOffset.UtcNow.AddSeconds(15);

        var result = await AskWellAsync("migrate", "--when", begin.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));

        Assert.Matches(@"‖ waits until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, in \d+ s", result.Error);
        Assert.Contains("main: 1 migration applied", result.Out, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow >= begin.AddSeconds(-1));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_plan_that_was_looked_at_is_run_by_the_digits_that_were_shown_and_no_other()
    {
        Catalog.WithTable("001", "one");
        var shown = (await AskWellAsync("plan")).Out;
        var digits = shown[(shown.IndexOf("hash ", StringComparison.Ordinal) + 5)..].Split('\n')[0];
        Catalog.WithTable("002", "two");

        var changed = await AskJsonAsync("migrate", "--plan-hash", digits);
        await AskWellAsync("migrate", "--to", "001", "--plan-hash", digits);

        Assert.EndsWith("…", digits, StringComparison.Ordinal);
        Assert.Equal((5, "planChanged"), (changed.ExitCode, changed.Failure.GetProperty("refusals")[0].GetProperty("kind").GetString()));
        Assert.Equal((true, false), (await ExistsAsync("one"), await ExistsAsync("two")));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_backfill_is_shown_with_its_figures_and_a_pause_is_told_once()
    {
        await Database.ExecuteAsync("""
            CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT generate_series(1, 1000);
            ANALYZE accounts;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
            """, Token);
        Catalog.Write("001-fill.sql", "-- migrate:backfill table:accounts key:id batch:10 undo:balance\nUPDATE accounts SET balance = 1 WHERE balance = 0;\n");
        await using var lms = StartOnTerminal("migrate");
        await lms.WaitForAsync("/ 1,000 accounts", Token);

        await AskWellAsync("backfill", "pause", "1", "--reason", "replica is behind");
        await lms.WaitForAsync("‖ backfill 1: paused by bootstrap (replica is behind)", Token);
        Assert.Contains("‖ paused", (await AskWellAsync("run", "list")).Out, StringComparison.Ordinal);
        await Database.ExecuteAsync("CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", Token);
        await AskWellAsync("backfill", "resume", "1");

        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains('█', lms.Output);
        Assert.Contains("▶ backfill 1: resumed by bootstrap", lms.Output, StringComparison.Ordinal);
        Assert.Equal(2, lms.Output.Split("‖ backfill 1: paused by").Length);
        Assert.Contains("main: 1 migration applied", lms.Output, StringComparison.Ordinal);
        Assert.Contains(", 1,000 accounts changed in batches", lms.Output, StringComparison.Ordinal);
    }
}
