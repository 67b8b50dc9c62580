using Lms.Contracts.Runs;
using Lms.EmbeddedPostgres;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Execution;

/// <summary>PostgreSQL is stopped and started while a run is under way, the platform database with it.</summary>
public sealed class ServerRestartTests(PostgresServer server) : WorkerTest(server)
{
    private const int Accounts = 1_500;

    [Fact]
    public async Task A_run_whose_server_is_stopped_and_started_goes_on_and_loses_nothing()
    {
        var data = Path.Combine(Path.GetTempPath(), $"lms-restart-{Guid.NewGuid():N}");
        var options = new EmbeddedPostgresOptions { DataDirectory = data, Port = LoopbackPort.Free() };
        try
        {
            var postgres = await EmbeddedPostgresServer.StartAsync(options, progress: null, Token);
            await postgres.EnsureDatabaseAsync("shop", Token);
            await postgres.EnsureDatabaseAsync("platform", Token);
            var shop = new TestDatabase(postgres.ConnectionStringTo("shop"));
            await FillAsync(shop);
            var setup = Finely(new WorkerSetup(postgres.ConnectionStringTo("platform")) { Environment = "Staging" }
                .WithDatabase("shop", shop.ConnectionString, Catalog.Path));
            await using var worker = await WorkerProcess.StartAsync(setup, Token);
            await using var another = await WorkerProcess.StartAsync(setup.For("another"), Token);
            var run = await worker.Admin.StartRunAsync(Migrate(), Token);
            while (await shop.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance > 0", Token) == 0)
                await Task.Delay(20, Token);

            await postgres.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(2), Token);
            postgres = await EmbeddedPostgresServer.StartAsync(options, progress: null, Token);
            await using var _ = postgres;
            List<RunEventDocument> story = [];
            await foreach (var happened in worker.Admin.WatchRunAsync(run.Id, after: 0, Token))
                story.Add(happened);

            var ended = await worker.Admin.GetRunAsync(run.Id, Token);
            Assert.True(ended.State == "succeeded", $"{ended.State}: {ended.Error?.Message}\n{worker.Output}");
            Assert.Equal(Enumerable.Range(1, story.Count).Select(id => (long)id), story.Select(happened => happened.Id));
            Assert.Single(story, happened => happened.Event is StepCompletedEvent);
            // Nobody takes another for dead only because all of them have lost their connections.
            Assert.DoesNotContain(story, happened => happened.Event is StateChangedEvent { Reason: { } reason } && reason.Contains("is gone", StringComparison.Ordinal));
            Assert.Equal([$"1|{Accounts}"], await shop.RowsAsync("SELECT touched, count(*) FROM accounts GROUP BY 1", Token));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task FillAsync(TestDatabase shop)
    {
        await shop.ExecuteAsync($"""
            CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric NOT NULL, balance numeric NOT NULL DEFAULT 0, touched int NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT i, i / 10.0 FROM generate_series(1, {Accounts}) i;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_sleep(0.004); NEW.touched := OLD.touched + 1; RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
            ANALYZE accounts;
            """, Token);
        Catalog.Write("001-fill-balances.sql", """
            -- migrate:backfill table:accounts key:id batch:5 undo:balance sum:balance
            UPDATE accounts SET balance = earnings / 2 WHERE balance = 0;
            """);
    }
}
