using System.Globalization;
using System.Text.Json;
using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>A table of accounts, and a migration that fills their balances in batches.</summary>
public abstract class BackfillTest(PostgresServer server) : CliTest(server)
{
    /// <summary>Accounts whose balance the backfill changes: one in five has no earnings.</summary>
    protected const int Changed = Accounts / 5 * 4;

    protected const int Accounts = 1_000;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        WriteConfiguration(Configuration("main", Database.ConnectionString));
        await FillAsync(Database);
        WriteBackfill();
    }

    protected static Task FillAsync(TestDatabase database) => database.ExecuteAsync($"""
        CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric, balance numeric NOT NULL DEFAULT 0 CHECK (balance < 1000000));
        INSERT INTO accounts SELECT i, CASE WHEN i % 5 > 0 THEN i / 10.0 END FROM generate_series(1, {Accounts}) i;
        ANALYZE accounts;
        """, Token);

    protected string WriteBackfill(string table = "accounts", string key = "id") => Catalog.Write("001-fill-balances.sql", $"""
        -- Half of what affiliates earned becomes withdrawable.
        -- migrate:backfill table:{table} key:{key} undo:balance sum:balance
        UPDATE {table} SET balance = round(earnings / 2, 2) WHERE balance = 0 AND earnings > 0;
        """);

    /// <summary>Makes every changed row take a few milliseconds, so that there is time to interfere.</summary>
    protected Task SlowDownAsync(int milliseconds) => Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
        CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep({milliseconds / 1000.0}); RETURN NEW; END $$;
        CREATE OR REPLACE TRIGGER slow BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION slow();
        """), Token);

    /// <summary>Lets it run as fast as it can again.</summary>
    protected Task SpeedUpAsync() => Database.ExecuteAsync("CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", Token);

    protected RunningProcess Start(params string[] arguments) =>
        RunningProcess.Start(Program[0], [.. Program[1..], .. arguments, "--config", Path.Combine(Directory, "lms.json")]);

    protected static string Configuration(string name, string connection, string? catalog = null) =>
        $$"""{ "name": "{{name}}", "connection": {{Quote(connection)}}, "catalog": {{(catalog is null ? "null" : Quote(catalog))}} }""";

    protected void WriteConfiguration(params string[] databases) => File.WriteAllText(Path.Combine(Directory, "lms.json"), $$"""
        { "databases": [ {{string.Join(", ", databases).Replace("null", Quote(Catalog.Path), StringComparison.Ordinal)}} ],
          "options": { "leaseWait": "500ms", "leaseDuration": "30s",
                       "backfill": { "chunkSize": 100, "batchSize": 10, "batchTarget": "50ms", "lanes": 2, "serverPatience": "0" } } }
        """);

    protected async Task<JsonElement> BackfillAsync(long id = 1) =>
        (await RunJsonAsync("backfill", "show", $"{id}")).First.GetProperty("backfill");

    protected async Task<string?> StateAsync() =>
        await Database.ScalarAsync<bool>("SELECT to_regclass('migrator.backfills') IS NOT NULL", Token)
            ? await Database.ScalarAsync<string?>("SELECT max(state) FROM migrator.backfills", Token)
            : null;

    /// <summary>Waits until some rows are changed and committed.</summary>
    protected async Task UnderWayAsync()
    {
        while (await Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance > 0", Token) == 0)
            await Task.Delay(20, Token);
    }

    protected async Task<long> ChangedAsync() => await Database.ScalarAsync<long>(
        "SELECT count(*) FROM accounts WHERE balance = round(earnings / 2, 2) AND balance > 0", Token);
}
