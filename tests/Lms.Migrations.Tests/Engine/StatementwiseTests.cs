using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Engine;

/// <summary>Migrations with <c>transaction:false</c>.</summary>
public sealed class StatementwiseTests(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task Statements_run_one_by_one_and_are_told_one_by_one()
    {
        Catalog.With("1-vacuum.sql", "-- migrate:up transaction:false\nCREATE TABLE t (id int);\nVACUUM t;\nANALYZE t;\n");

        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.Equal(
            ["1/3 CREATE TABLE t (id int)", "2/3 VACUUM t", "3/3 ANALYZE t"],
            events.OfType<StatementStarted>().Select(told => $"{told.Number}/{told.Count} {told.Summary}"));
    }

    [Fact]
    public async Task What_stands_before_a_failed_statement_remains_and_the_next_run_begins_anew()
    {
        Catalog.With("1-half.sql", "-- migrate:up transaction:false\nCREATE TABLE IF NOT EXISTS half (id int);\nINSERT INTO half VALUES (1);\nSELECT 1 / 0;\n");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        Assert.Contains("remains", failure.WayOut);
        Assert.Equal(3, failure.Fault?.Number);
        Assert.Equal([MigrationState.Failed], await StatesAsync());

        Catalog.With("1-half.sql", "-- migrate:up transaction:false\nCREATE TABLE IF NOT EXISTS half (id int);\nINSERT INTO half VALUES (1);\n");
        await MigrateAsync();
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM half", Token));
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task A_statement_that_loses_inside_a_transaction_of_the_migrations_own_is_not_repeated_alone()
    {
        await Database.ExecuteAsync("CREATE TABLE busy (id int)", Token);
        Catalog.With("1-own.sql", """
            -- migrate:up transaction:false lock_timeout:100ms
            BEGIN;
            CREATE TABLE own (id int);
            ALTER TABLE busy ADD COLUMN note text;
            COMMIT;
            """);
        await using var blocker = await Database.OpenAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE busy IN ACCESS SHARE MODE", blocker);
        await command.ExecuteNonQueryAsync(Token);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal(("55P03", 4), (failure.SqlState, failure.Line));
        Assert.False(await TableExistsAsync("own"));
        Assert.Equal([MigrationState.Failed], await StatesAsync());
    }

    [Fact]
    public async Task Only_statements_with_concurrently_wait_longer_for_locks()
    {
        Catalog.With("1-settings.sql", """
            -- migrate:up transaction:false
            CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock_timeout;
            CREATE INDEX CONCURRENTLY seen_x ON seen (lock_timeout);
            INSERT INTO seen SELECT current_setting('lock_timeout');
            """);
        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.Equal(["2s", "2s"], await Database.RowsAsync("SELECT lock_timeout FROM seen", Token));
        Assert.Equal(TimeSpan.FromMinutes(1), events.OfType<StepStarted>().Single().Step.ConcurrentLockTimeout);
    }

    [Fact]
    public async Task Each_run_of_one_runner_has_an_id_of_its_own()
    {
        Catalog.WithTable("1", "one");
        var runner = Runner();

        var up = await runner.RunPendingMigrationsAsync(Token);
        var down = await runner.RollbackAllAsync(Token);

        Assert.NotEqual(up.RunId, down.RunId);
        Assert.Equal([down.RunId, up.RunId], (await runner.NewestAsync(2, Token)).Select(told => told.RunId));
    }
}
