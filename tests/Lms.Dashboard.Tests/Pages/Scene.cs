using Lms.Contracts.Access;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;
using Lms.Dashboard.Tests.Browsing;
using Lms.Dashboard.Tests.Hosting;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Pages;

/// <summary>A system in which something of everything has happened: for tests of how every page looks.</summary>
public sealed class Scene(PostgresServer server, Chromium chromium) : IAsyncLifetime
{
    private const string Reason = "A reason that somebody wrote with some care, so that whoever reads it in a year knows why.";
    private readonly CatalogDirectory shop = new();
    private readonly CatalogDirectory billing = new();
    private WorkerHost worker = null!;
    private DashboardHost dashboard = null!;
    private string session = "";

    /// <summary>Every page, by a name for its pictures.</summary>
    public static IReadOnlyDictionary<string, string> Pages { get; } = new Dictionary<string, string>
    {
        ["sign-in"] = "/sign-in?problem=ended",
        ["overview"] = "/",
        ["database"] = "/databases/shop",
        ["database-empty"] = "/databases/shop?find=nothing-is-called-so",
        ["migration"] = "/databases/shop/migrations/001",
        ["migration-failed"] = "/databases/shop/migrations/006",
        ["plan"] = "/databases/shop/plan",
        ["plan-down"] = "/databases/billing/plan?direction=down&all=true",
        ["backfills"] = "/databases/shop/backfills",
        ["backfill-running"] = "/databases/shop/backfills/2",
        ["backfill-undone"] = "/databases/billing/backfills/1",
        ["backfills-empty"] = "/databases/empty/backfills",
        ["runs"] = "/runs",
        ["run-failed"] = "/runs/{failed}",
        ["run-running"] = "/runs/{running}",
        ["history"] = "/history",
        ["history-filtered"] = "/history?database=shop&outcome=failed",
        ["history-empty"] = "/history?text=nothing-is-called-so",
        ["windows"] = "/windows?month=2027-03",
        ["tokens"] = "/tokens",
        ["audit"] = "/audit",
        ["not-found"] = "/databases/nowhere",
    };

    private Guid Failed { get; set; }

    private Guid Running { get; set; }

    public Uri Dashboard => dashboard.Address;

    public string PathOf(string page) => Pages[page].Replace("{failed}", Failed.ToString(), StringComparison.Ordinal).Replace("{running}", Running.ToString(), StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await server.CreateDatabaseAsync(cancellationToken);
        var shopDatabase = await server.CreateDatabaseAsync(cancellationToken);
        var billingDatabase = await server.CreateDatabaseAsync(cancellationToken);
        var emptyDatabase = await server.CreateDatabaseAsync(cancellationToken);
        await WriteAsync(shopDatabase, shop, cancellationToken);
        await WriteAsync(billingDatabase, billing, cancellationToken);
        using var none = new CatalogDirectory();
        var setup = new WorkerSetup(platform.ConnectionString) { Environment = "Staging" }
            .WithDatabase("shop", shopDatabase.ConnectionString, shop.Path).WithDatabase("billing", billingDatabase.ConnectionString, billing.Path)
            .WithDatabase("empty", emptyDatabase.ConnectionString, shop.Path)
            .Set("Lms:Options:Backfill:ChunkSize", "100").Set("Lms:Options:Backfill:BatchSize", "5").Set("Lms:Options:Backfill:BatchTarget", "25ms");
        worker = await WorkerHost.StartAsync(setup, cancellationToken);
        dashboard = await DashboardHost.StartAsync(cancellationToken, worker.Address);
        session = await SignInAsync(cancellationToken);
        await HappenAsync(shopDatabase, billingDatabase, cancellationToken);
    }

    /// <summary>Somebody who is signed in as an admin.</summary>
    public Task<Visitor> ComeAsync(BrowserNewContextOptions options)
    {
        options.StorageState = session;
        return ArriveAsync(options);
    }

    public Task<Visitor> ArriveAsync(BrowserNewContextOptions options) => Visitor.ArriveAsync(chromium, Dashboard, options);

    public async ValueTask DisposeAsync()
    {
        await dashboard.DisposeAsync();
        await worker.DisposeAsync();
        shop.Dispose();
        billing.Dispose();
    }

    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        var token = await worker.Admin.CreateTokenAsync(new NewTokenDocument("alice", Roles.Admin, LifetimeHours: 2), cancellationToken);
        await using var visitor = await ArriveAsync(new BrowserNewContextOptions());
        await visitor.Page.GotoAsync((await dashboard.CreateLinkAsync(token.Secret, cancellationToken)).ToString());
        return await visitor.RememberAsync();
    }

    private async Task HappenAsync(TestDatabase shopDatabase, TestDatabase billingDatabase, CancellationToken cancellationToken)
    {
        await EndAsync(Ask("billing", RunKinds.Migrate, "half of what affiliates earned becomes withdrawable"), cancellationToken);
        await billingDatabase.ExecuteAsync("UPDATE accounts SET balance = 999 WHERE id IN (7, 8, 9)", cancellationToken);
        await EndAsync(Ask("billing", RunKinds.Rollback, Reason) with { All = true }, cancellationToken);
        await EndAsync(Ask("billing", RunKinds.Migrate, "again, with the right rate"), cancellationToken);
        await EndAsync(Ask("shop", RunKinds.Migrate, "up to the third") with { To = "003" }, cancellationToken);
        shop.Write("006-index-what-is-not-there.sql", "-- Index the orders by who made them.\n-- migrate:up\nCREATE INDEX orders_by_customer ON orders (customer_id);\n");
        Failed = await EndAsync(Ask("shop", RunKinds.Migrate, "the release of this week") with { To = "006", OutOfOrder = true }, cancellationToken);
        shop.Write("007-fill-balances.sql", Backfill);
        await shopDatabase.ExecuteAsync("UPDATE accounts SET balance = 0; CREATE TABLE orders (customer_id int); UPDATE pace SET milliseconds = 200", cancellationToken);
        Running = (await worker.Admin.StartRunAsync(Ask("shop", RunKinds.Migrate, Reason), cancellationToken)).Id;
        while (await shopDatabase.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance > 0 AND id > 3", cancellationToken) == 0)
            await Task.Delay(50, cancellationToken);
        await worker.Admin.AddWindowAsync(new NewWindowDocument("Sun 02:00-04:00 Europe/Berlin", ["billing"], "the quiet hours"), cancellationToken);
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("year-end close", "2027-03-20T00:00Z/2027-03-23T12:00Z"), cancellationToken);
    }

    private async Task<Guid> EndAsync(RunRequestDocument request, CancellationToken cancellationToken)
    {
        var run = await worker.Admin.StartRunAsync(request, cancellationToken);
        await foreach (var _ in worker.Admin.WatchRunAsync(run.Id, after: 0, cancellationToken))
        {
            // Until it is over.
        }

        return run.Id;
    }

    private static RunRequestDocument Ask(string database, string kind, string reason) =>
        new() { RequestId = Guid.NewGuid().ToString(), Database = database, Kind = kind, Reason = reason };

    private const string Backfill = """
        -- Half of what affiliates earned becomes withdrawable.
        -- migrate:backfill table:accounts key:id batch:5 undo:balance sum:balance
        UPDATE accounts SET balance = earnings / 2 WHERE balance = 0;
        """;

    private static async Task WriteAsync(TestDatabase database, CatalogDirectory catalog, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("""
            CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric NOT NULL, balance numeric NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT i, i / 10.0 FROM generate_series(1, 3000) i;
            CREATE TABLE pace AS SELECT 0 AS milliseconds;
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_sleep(milliseconds / 1000.0) FROM pace; RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
            ANALYZE accounts;
            """, cancellationToken);
        catalog.With("001-create-books.sql", """
            -- Books, and who wrote them. A description may be as long as a sentence or two, and is shown below the name.
            -- migrate:up lock_timeout:2s
            CREATE TABLE books (
                id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, -- never reused
                title text NOT NULL CHECK (length(title) > 0),
                price numeric(10, 2) NOT NULL DEFAULT 9.99
            );
            -- migrate:verify
            SELECT id FROM books WHERE title = 'nothing';
            -- migrate:down
            DROP TABLE books;
            """).With("002-fill-balances.sql", Backfill).WithTable("003", "readers").WithTable("004", "loans").WithTable("005", "a_table_with_a_name_that_is_longer_than_anybody_would_like");
    }
}
