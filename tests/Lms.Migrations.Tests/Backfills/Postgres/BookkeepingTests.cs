using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Tests.Engine;
using Lms.Migrations.Tests.History;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>What is refused, how states change and are told, and how older databases come by the tables.</summary>
public sealed class BookkeepingTests(PostgresServer server) : EngineTest(server)
{
    private static readonly SqlBackfill Count = new("t", "id", ["n"], "n", null, "t", "UPDATE t SET n = n + 1", "true");

    [Theory]
    [InlineData("CREATE TABLE other (id int)", "There is no table t in this database.")]
    [InlineData("CREATE VIEW t AS SELECT 1 AS id, 2 AS n", "t is not a table.")]
    [InlineData("CREATE TABLE t (n int)", "The table t has no column id.")]
    [InlineData("CREATE TABLE t (id int NOT NULL, n int)", "No index makes id alone unique in t.")]
    [InlineData("CREATE TABLE t (id int, n int, PRIMARY KEY (id, n))", "No index makes id alone unique in t.")]
    [InlineData("CREATE TABLE t (id int NOT NULL, n int); CREATE UNIQUE INDEX ON t (id) WHERE n > 0", "No index makes id alone unique in t.")]
    [InlineData("CREATE TABLE t (id text NOT NULL, n int); CREATE UNIQUE INDEX ON t (id text_pattern_ops)", "No index makes id alone unique in t.")]
    [InlineData("CREATE TABLE t (id int UNIQUE, n int)", "The key column id of t may be NULL.")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, m int)", "The table t has no column n.")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, n text)", "The column n of t is of type text and cannot be summed exactly.")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE child () INHERITS (t)", "Other tables inherit from t, so that no index makes its keys unique.")]
    public async Task A_table_that_cannot_be_walked_or_restored_is_refused_with_a_way_out(string tables, string message)
    {
        await Database.ExecuteAsync(tables, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);

        var refused = await Assert.ThrowsAsync<BackfillRefusedException>(() => store.BeginAsync(Count));

        Assert.Equal(message, refused.Message);
        Assert.NotNull(refused.WayOut);
        Assert.Empty(await store.Store.ListAsync(Token));
    }

    [Fact]
    public async Task A_state_changes_only_from_where_it_was_seen_and_the_history_tells()
    {
        await FillAsync();
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        var by = new RunContext("olga", "month's end").ForRun();
        var pause = new BackfillChange(work.Id, BackfillState.Running, BackfillState.Pausing, by, by.Reason, null);

        Assert.True(await store.Store.TransitionAsync(pause, Token));
        Assert.False(await store.Store.TransitionAsync(pause, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.Store.TransitionAsync(pause with { From = BackfillState.Undone, To = BackfillState.Running }, Token));

        var status = await store.StatusAsync(work);
        Assert.Equal((BackfillState.Pausing, "olga", "month's end"), (status.State, status.ChangedBy, status.Reason));
        var told = (await Runner().NewestAsync(10, Token)).Where(happened => happened.Kind == HistoryEventKind.Backfill).ToList();
        Assert.Equal(
            [$"backfill {work.Id}: running → pausing: month's end", $"backfill {work.Id}: begun on t"], told.Select(happened => happened.Detail));
        Assert.Equal(("olga", "7", "balances", HistoryOutcome.Succeeded), (told[0].Actor, told[0].Version?.ToString(), told[0].Name, told[0].Outcome));
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_changes_no_state()
    {
        await FillAsync();
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await Database.ExecuteAsync("UPDATE migrator.lease SET epoch = epoch + 1", Token);

        await Assert.ThrowsAsync<PostgresException>(() => store.Store.TransitionAsync(
            new BackfillChange(work.Id, BackfillState.Running, BackfillState.Succeeded, store.Lease.Run, null, work.Epoch), Token));

        Assert.Equal(BackfillState.Running, (await store.StatusAsync(work)).State);
    }

    [Fact]
    public async Task It_is_driven_for_as_long_as_its_run_holds_the_lease()
    {
        await FillAsync();
        await using var reader = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await reader.BeginAsync(Count);
        Assert.True((await reader.StatusAsync(work)).IsDriven);
        var reported = await reader.Store.ReportAsync(work, new BackfillReport(12.5, 300, 2, "a replica lags"), Token);
        Assert.Equal((12.5, 300, "a replica lags"), (reported.Rate, reported.BatchSize, reported.Throttle));

        await Database.ExecuteAsync("UPDATE migrator.lease SET backend_start = backend_start - interval '1 s'", Token);

        var status = await reader.StatusAsync(work);
        Assert.False(status.IsDriven);
        Assert.Equal((null, null, null), (status.Rate, status.BatchSize, status.Throttle));
    }

    [Fact]
    public async Task A_backfill_is_found_by_the_number_of_its_version_until_it_is_undone()
    {
        await FillAsync();
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var first = await store.BeginAsync(Count);
        await Database.ExecuteAsync("UPDATE migrator.backfills SET state = 'undone'", Token);
        Assert.Null(await store.Store.FindAsync(first.Version, 1, Token));
        var second = await store.BeginAsync(Count);

        Assert.Equal(second.Id, (await store.Store.FindAsync(Migrations.Catalog.MigrationVersion.Parse("007"), 1, Token))?.Id);
        Assert.Equal([second.Id, first.Id], (await store.Store.ListAsync(Token)).Select(status => status.Id));
    }

    [Fact]
    public async Task Sessions_that_wait_because_of_a_lane_are_seen_and_lanes_are_not()
    {
        await FillAsync();
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        Assert.Equal(0, (await store.Store.ReadLoadAsync(work, Token)).Waiters);
        await using var holder = await Database.OpenAsync(Token);
        await RunAsync(holder, "BEGIN; LOCK TABLE t IN SHARE MODE");
        var waiting = Database.ExecuteAsync("SET application_name = 'the shop'; UPDATE t SET n = 5 WHERE id = 1", Token);
        await WaitUntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'the shop' AND wait_event_type = 'Lock'");

        var load = await store.Store.ReadLoadAsync(work, Token);

        Assert.Equal(1, load.Waiters);
        Assert.StartsWith("the shop (process ", load.Waiter, StringComparison.Ordinal);
        Assert.Null(load.Lag);
        await RunAsync(holder, "COMMIT");
        await waiting;
    }

    [Fact]
    public async Task A_database_of_an_engine_that_knew_no_backfills_gets_their_tables_and_keeps_its_history()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        await Database.ExecuteAsync("""
            DROP TABLE migrator.undo, migrator.chunks, migrator.backfills; DROP FUNCTION migrator.commit_batch;
            DROP INDEX migrator.history_actor, migrator.history_kind, migrator.history_run, migrator.history_unsuccessful, migrator.history_version;
            DELETE FROM migrator.format; INSERT INTO migrator.format VALUES (1);
            """, Token);
        Assert.Empty(await new BackfillControl(Target).ListAsync(Token));
        var events = (await Runner().NewestAsync(100, Token)).Count;

        Catalog.WithTable("2", "two");
        await MigrateAsync();

        Assert.Equal(["1", "2", "3"], await Database.RowsAsync("SELECT version FROM migrator.format ORDER BY version", Token));
        Assert.True(await Database.ScalarAsync<bool>("SELECT to_regclass('migrator.history_unsuccessful') IS NOT NULL", Token));
        Assert.Equal(events + 1, (await Runner().NewestAsync(100, Token)).Count);
        await FillAsync();
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        Assert.Equal(1, (await store.StatusAsync(await store.RunAsync(Count))).Modified);
    }

    private Task FillAsync() => Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t VALUES (1)", Token);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
