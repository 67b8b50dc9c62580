using System.Globalization;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Backfills that are watched over a worker.</summary>
public sealed class BackfillWatchTests(PostgresServer server) : ServerTest(server)
{
    private readonly string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}");

    // So that the next worker is where the one before it was.
    protected override IEnumerable<(string Path, string Value)> Settings => [("ASPNETCORE_URLS", url)];

    [Fact(Timeout = 180_000)]
    public async Task Watching_outlives_the_worker_that_is_asked()
    {
        await Database.ExecuteAsync("""
            CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT generate_series(1, 200);
            ANALYZE accounts;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
            """, Token);
        Catalog.Write("001-fill.sql", "-- migrate:backfill table:accounts key:id batch:10 undo:balance\nUPDATE accounts SET balance = 1 WHERE balance = 0;\n");
        // Driven from here, so that it is the watching alone that the worker's death disturbs.
        await using var migrate = RunningProcess.Start(Program[0], [.. Program[1..], "migrate", "--config", Path.Combine(Directory, "lms.json")]);
        while ((await RunAsync("backfill", "pause", "1")).ExitCode != 0)
            await Task.Delay(50, Token);
        await using var watch = Start("backfill", "show", "1", "--watch");
        await watch.WaitForAsync("resume with", Token);

        Worker.Kill();
        await Worker.ExitAsync(Token);
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        await StartWorkerAsync("worker-2");
        await RunWellAsync("backfill", "resume", "1");

        Assert.Equal(0, await watch.ExitAsync(Token));
        Assert.Contains("✓ succeeded", watch.Output, StringComparison.Ordinal);
        Assert.Equal(0, await migrate.ExitAsync(Token));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_does_not_exist_cannot_be_watched()
    {
        var watched = await AskAsync("backfill", "show", "7", "--watch");

        Assert.Equal(((await AskAsync("backfill", "show", "7")).ExitCode, 2), (watched.ExitCode, watched.ExitCode));
        Assert.Contains("7", watched.Error, StringComparison.Ordinal);
    }
}
