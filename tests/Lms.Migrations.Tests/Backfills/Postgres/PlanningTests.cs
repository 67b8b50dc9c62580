using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>How a table is cut into chunks, and chunks into halves, while the application goes on.</summary>
public sealed class PlanningTests(PostgresServer server) : EngineTest(server)
{
    private static readonly SqlBackfill Count = new("t", "id", [], null, null, "t", "UPDATE t SET n = n + 1", "true");

    [Fact]
    public async Task Chunks_follow_one_another_without_a_gap_however_wide_those_of_the_key_are()
    {
        await Database.ExecuteAsync("""
            CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);
            INSERT INTO t SELECT power(1.05, i)::bigint * 1000 + i FROM generate_series(1, 250) i;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);

        await store.PlanAsync(work, 60);

        Assert.Equal(["60", "60", "60", "60", "10"], await Database.RowsAsync("SELECT keys FROM migrator.chunks ORDER BY no", Token));
        Assert.Equal(0, await Database.ScalarAsync<long>("""
            SELECT count(*) FROM (SELECT after_key, lag(to_key) OVER (ORDER BY no) AS previous FROM migrator.chunks) c
            WHERE after_key IS DISTINCT FROM previous
            """, Token));
        Assert.False(await store.Store.PlanChunkAsync(work, 60, Token));
        Assert.Equal((250, true), ((await store.StatusAsync(work)).Planned, (await store.StatusAsync(work)).IsPlanned));
    }

    [Fact]
    public async Task Rows_that_arrive_while_planning_are_met_where_their_key_lies()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        Assert.True(await store.Store.PlanChunkAsync(work, 60, Token));
        await Database.ExecuteAsync("INSERT INTO t VALUES (-5), (15), (100000)", Token);

        await store.PlanAsync(work, 60);
        await store.DrainAsync(work, 25);

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE n <> 1", Token));
        var status = await store.StatusAsync(work);
        Assert.Equal((101, 103), (status.Planned, status.Processed));
    }

    [Fact]
    public async Task An_empty_table_is_planned_at_once()
    {
        await FillAsync(0);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);

        Assert.False(await store.Store.PlanChunkAsync(work, 60, Token));

        var status = await store.StatusAsync(work);
        Assert.Equal((true, 0, 1.0), (status.IsPlanned, status.Chunks.All, status.Fraction));
        Assert.Null(await store.Store.ClaimAsync(work, StoreUnderTest.Lane, TimeSpan.FromSeconds(1), Token));
    }

    [Fact]
    public async Task What_is_left_of_a_chunk_is_divided_in_the_middle_while_planning_goes_on()
    {
        await FillAsync(200);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        Assert.True(await store.Store.PlanChunkAsync(work, 100, Token));
        var chunk = await store.ClaimAsync(work);
        chunk = chunk with { Cursor = (await store.RunBatchAsync(work, chunk, 40)).Cursor };

        Assert.True(await store.Store.SplitAsync(work, chunk, Token));

        await Assert.ThrowsAsync<ClaimLostException>(() => store.Store.SplitAsync(work, chunk, Token));
        Assert.Equal(["1|pending|70", "2|pending|30"], await Database.RowsAsync("SELECT no, state, keys FROM migrator.chunks ORDER BY no", Token));
        await store.PlanAsync(work, 100);
        await store.DrainAsync(work, 100);
        Assert.Equal("200|1|1", Assert.Single(await Database.RowsAsync("SELECT count(*), min(n), max(n) FROM t", Token)));
        var status = await store.StatusAsync(work);
        Assert.Equal((200, 200, 3), (status.Planned, status.Processed, status.Chunks.Done));
    }

    [Fact]
    public async Task A_single_key_is_not_divided()
    {
        await FillAsync(1);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);

        Assert.False(await store.Store.SplitAsync(work, await store.ClaimAsync(work), Token));
    }

    [Fact]
    public async Task Who_was_replaced_plans_and_claims_nothing_more()
    {
        await FillAsync(200);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.Store.PlanChunkAsync(work, 100, Token);
        await Database.ExecuteAsync("UPDATE migrator.backfills SET epoch = epoch + 1", Token);

        await Assert.ThrowsAsync<ClaimLostException>(() => store.Store.PlanChunkAsync(work, 100, Token));
        Assert.Null(await store.Store.ClaimAsync(work, StoreUnderTest.Lane, TimeSpan.FromSeconds(1), Token));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.chunks", Token));
    }

    private Task FillAsync(int rows) => Database.ExecuteAsync(
        $"CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t SELECT i * 10 FROM generate_series(1, {rows}) i", Token);
}
