using Lms.Contracts.Runs;

namespace Lms.Testing.Workers;

/// <summary>A database, a catalog and a platform database of a test's own.</summary>
public abstract class WorkerTest(PostgresServer server) : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresServer Server { get; } = server;

    protected CatalogDirectory Catalog { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    protected TestDatabase Platform { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Database = await Server.CreateDatabaseAsync(Token);
        Platform = await Server.CreateDatabaseAsync(Token);
    }

    public virtual ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A worker that looks after one database, <c>shop</c>.</summary>
    protected WorkerSetup NewSetup(string environment = "Staging") =>
        new WorkerSetup(Platform.ConnectionString) { Environment = environment }.WithDatabase("shop", Database.ConnectionString, Catalog.Path);

    protected Task<WorkerHost> StartAsync(WorkerSetup? setup = null) => WorkerHost.StartAsync(setup ?? NewSetup(), Token);

    protected static RunRequestDocument Request(string kind, string? id = null) =>
        new() { RequestId = id ?? Guid.NewGuid().ToString(), Database = "shop", Kind = kind };

    protected static RunRequestDocument Migrate() => Request(RunKinds.Migrate);

    protected static RunRequestDocument Rollback() => Request(RunKinds.Rollback);

    protected static async Task<RunDocument> UntilAsync(WorkerHost worker, Guid run, params string[] states)
    {
        while (true)
        {
            var document = await worker.Admin.GetRunAsync(run, Token);
            if (states.Contains(document.State))
                return document;
            Assert.False(document.EndedAt is not null, $"The run ended as {document.State}: {document.Error?.Message}");
            await Task.Delay(50, Token);
        }
    }

    /// <summary>Asks for a run and waits for its end.</summary>
    protected static async Task<RunDocument> RunAsync(WorkerHost worker, RunRequestDocument request)
    {
        var run = await worker.Admin.StartRunAsync(request, Token);
        return await EndAsync(worker, run.Id);
    }

    protected static async Task<RunDocument> EndAsync(WorkerHost worker, Guid run)
    {
        await foreach (var _ in worker.Admin.WatchRunAsync(run, after: 0, Token))
        {
            // Until it is over.
        }

        return await worker.Admin.GetRunAsync(run, Token);
    }

    /// <summary>Every state that a run went through, with the reasons.</summary>
    protected static async Task<IReadOnlyList<StateChangedEvent>> StatesAsync(WorkerHost worker, Guid run)
    {
        var states = new List<StateChangedEvent>();
        await foreach (var happened in worker.Admin.WatchRunAsync(run, after: 0, Token))
        {
            if (happened.Event is StateChangedEvent changed)
                states.Add(changed);
        }

        return states;
    }

    protected async Task<bool> ExistsAsync(string table) =>
        await Database.ScalarAsync<bool>($"SELECT to_regclass('{table}') IS NOT NULL", Token);

    /// <summary>A table of accounts whose balances a backfill fills, each row taking so many milliseconds until <see cref="HurryAsync"/>.</summary>
    protected async Task WithSlowBackfillAsync(int accounts, int millisecondsEach)
    {
        await Database.ExecuteAsync($"""
            CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric NOT NULL, balance numeric NOT NULL DEFAULT 0, touched int NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT i, i / 10.0 FROM generate_series(1, {accounts}) i;
            CREATE TABLE pace AS SELECT {millisecondsEach} AS milliseconds;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_sleep(milliseconds / 1000.0) FROM pace; NEW.touched := OLD.touched + 1; RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
            ANALYZE accounts;
            """, Token);
        Catalog.Write("001-fill-balances.sql", """
            -- Half of what affiliates earned becomes withdrawable.
            -- migrate:backfill table:accounts key:id batch:5 undo:balance sum:balance
            UPDATE accounts SET balance = earnings / 2 WHERE balance = 0;
            """);
    }

    /// <summary>From now on no row takes longer than it must: what a test waited for has happened.</summary>
    protected Task HurryAsync() => Database.ExecuteAsync("UPDATE pace SET milliseconds = 0", Token);

    /// <summary>Small chunks, small batches, two lanes.</summary>
    protected static WorkerSetup Finely(WorkerSetup setup) => setup
        .Set("Lms:Options:Backfill:ChunkSize", "100").Set("Lms:Options:Backfill:BatchSize", "5").Set("Lms:Options:Backfill:BatchTarget", "25ms");

    protected async Task UnderWayAsync()
    {
        while (await Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance > 0", Token) == 0)
            await Task.Delay(20, Token);
    }

    /// <summary>How often each account was changed, and how many that is true of.</summary>
    protected Task<IReadOnlyList<string>> TouchesAsync() => Database.RowsAsync("SELECT touched, count(*) FROM accounts GROUP BY 1 ORDER BY 1", Token);
}
