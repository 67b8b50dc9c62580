using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>After SIGKILL at any instant, running again reaches the same end state as a run that was never killed.</summary>
public sealed class Invariant3_Killed_runs(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Killed_at_any_instant_and_run_again_the_end_state_is_that_of_a_run_never_killed()
    {
        WriteCatalog();
        await MigrateAsync();
        var expected = await SchemaAsync();
        Assert.Contains(expected, line => line.Contains("items_b", StringComparison.Ordinal));

        // The whole run takes about 800 ms with start-up: instants are spread over it.
        for (var delay = 150; delay <= 850; delay += 70)
        {
            var database = await Server.CreateDatabaseAsync(Token);
            await using (var process = MigrationProcesses.Migrate(database, Catalog))
            {
                await Task.Delay(delay, Token);
                process.Kill();
            }

            await new MigrationRunner(Target with { ConnectionString = database.ConnectionString }).RunPendingMigrationsAsync(Token);

            Assert.Equal(expected, await database.RowsAsync(SchemaSnapshot.Sql, Token));
            Assert.Equal(5, await database.ScalarAsync<int>("SELECT n FROM counter", Token));
            Assert.Equal("20000", (await database.RowsAsync("SELECT count(*) FROM items", Token))[0]);
        }
    }

    [Fact]
    public async Task A_run_killed_between_two_statements_is_found_dead_at_once_and_told_in_the_history()
    {
        Catalog.With("1-slow.sql", "-- migrate:up transaction:false\nCREATE TABLE IF NOT EXISTS slow (id int);\nSELECT pg_sleep(2);\n");
        await using (var process = MigrationProcesses.Migrate(Database, Catalog))
        {
            await WaitUntilRunsAsync("SELECT pg_sleep");
            process.Kill();
        }

        await MigrateAsync();

        Assert.Equal(
            ["started|succeeded", "leaseTakenOver|succeeded", "interrupted|failed", "started|succeeded", "migrated|succeeded"],
            await Database.RowsAsync("SELECT kind, outcome FROM migrator.history ORDER BY id", Token));
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_concurrent_build_the_next_run_builds_it_anew()
    {
        await Database.ExecuteAsync("CREATE TABLE people AS SELECT i AS id FROM generate_series(1, 1000) i", Token);
        Catalog.With("1-index.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY IF NOT EXISTS people_id ON people (id);\n");
        await using (var reader = await Database.OpenAsync(Token))
        await using (var process = MigrationProcesses.Migrate(Database, Catalog))
        {
            // A concurrent build waits for every transaction that is older than it.
            await using var command = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM people", reader);
            await command.ExecuteNonQueryAsync(Token);
            await WaitUntilAsync("SELECT count(*) > 0 FROM pg_index WHERE NOT indisvalid");
            process.Kill();

            // Held until the server has noticed that the client is gone, for else the build would still be finished.
            await WaitUntilAsync("SELECT count(*) = 0 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND datname = current_database()");
        }

        Assert.Equal("f", Assert.Single(await Database.RowsAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_id'::regclass", Token)));

        await MigrateAsync();

        Assert.Equal("t", Assert.Single(await Database.RowsAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_id'::regclass", Token)));
    }

    private void WriteCatalog()
    {
        MigrationProcesses.WriteIncrements(Catalog, 5, "SELECT pg_sleep(0.02);");
        Catalog
            .With("010-items.sql", "-- migrate:up\nCREATE TABLE items (id int PRIMARY KEY, a int, b text);\nINSERT INTO items SELECT i, i % 100, md5(i::text) FROM generate_series(1, 20000) i;\n")
            .With("011-index.sql", """
                -- migrate:up transaction:false
                CREATE INDEX CONCURRENTLY IF NOT EXISTS items_a ON items (a);
                CREATE UNIQUE INDEX CONCURRENTLY items_b ON items (b, id) WHERE a > 10;
                CREATE INDEX CONCURRENTLY items_lower ON items (lower(b));
                """);
    }
}
