using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>What a rollback restores, what it leaves alone, and what it says about that.</summary>
public sealed class UndoTests(PostgresServer server) : EngineTest(server)
{
    private static readonly SqlBackfill Both = new(
        "t", "id", ["a", "b"], null, null, "t", "UPDATE t SET a = 'new', b = CASE WHEN id % 2 = 0 THEN id END", "a IS DISTINCT FROM 'new'");

    [Fact]
    public async Task What_was_changed_or_deleted_since_is_left_alone_and_listed_in_order_of_key()
    {
        await FillAsync(20);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(Both, batch: 3);
        await Database.ExecuteAsync("""
            UPDATE t SET a = 'mine' WHERE id = 12;
            UPDATE t SET a = NULL, b = 99 WHERE id = 2;
            DELETE FROM t WHERE id = 9;
            """, Token);

        Assert.Equal((17, 3), await store.UndoAsync(work));

        Assert.Equal(
            [
                new BackfillConflict("2", "a", "old", "new", null, false),
                new BackfillConflict("2", "b", null, "2", "99", false),
                new BackfillConflict("9", "a", "old", "new", null, true),
                new BackfillConflict("12", "a", "old", "new", "mine", false),
            ],
            await store.Store.ReadConflictsAsync(work.Id, 10, Token));
        Assert.Equal(2, (await store.Store.ReadConflictsAsync(work.Id, 2, Token)).Count);
        Assert.Equal(["2||99", "12|mine|12"], await Database.RowsAsync("SELECT id, a, b FROM t WHERE a IS DISTINCT FROM 'old' ORDER BY id", Token));
        var status = await store.StatusAsync(work);
        Assert.Equal((17, 3), (status.Restored, status.Conflicts));
        Assert.Null(await store.Store.UndoNextAsync(work, store.Lease, Token));
    }

    [Fact]
    public async Task A_column_that_the_backfill_left_as_it_was_does_not_hold_the_others_back()
    {
        await FillAsync(10);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(Both);
        // Of odd rows the backfill changed only a.
        await Database.ExecuteAsync("UPDATE t SET b = 42 WHERE id = 3", Token);

        Assert.Equal((10, 0), await store.UndoAsync(work));

        Assert.Equal("old|42", Assert.Single(await Database.RowsAsync("SELECT a, b FROM t WHERE id = 3", Token)));
    }

    [Fact]
    public async Task What_somebody_has_restored_by_hand_is_no_conflict()
    {
        await FillAsync(10);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(Both);
        await Database.ExecuteAsync("UPDATE t SET a = 'old', b = NULL WHERE id = 4", Token);

        Assert.Equal((10, 0), await store.UndoAsync(work));
        Assert.Empty(await store.Store.ReadConflictsAsync(work.Id, 10, Token));
    }

    [Fact]
    public async Task A_row_that_a_trigger_keeps_as_it_is_stops_the_rollback_with_the_reason()
    {
        await FillAsync(10);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(Both);
        await Database.ExecuteAsync("""
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER keep BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.id = 5) EXECUTE FUNCTION keep();
            """, Token);

        var refused = await Assert.ThrowsAsync<Failures.BackfillRefusedException>(() => store.UndoAsync(work));

        Assert.Contains("1 rows of t", refused.Message, StringComparison.Ordinal);
        Assert.Contains("trigger", refused.WayOut, StringComparison.Ordinal);
        Assert.Equal(0, (await store.StatusAsync(work)).Restored);
    }

    [Fact]
    public async Task Without_the_lease_nothing_is_restored()
    {
        await FillAsync(10);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(Both);
        await Database.ExecuteAsync("UPDATE migrator.lease SET epoch = epoch + 1", Token);

        var failure = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => store.UndoAsync(work));

        Assert.Equal("LM001", failure.SqlState);
        Assert.Equal(10, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE a = 'new'", Token));
    }

    [Theory]
    [InlineData("UPDATE migrator.undo SET keys = keys[2:], before = before[2:], after = after[2:]", "count 10 changed rows, the journal 9")]
    [InlineData("UPDATE migrator.undo SET keys = keys[2:]", "do not hold a value for each key")]
    [InlineData("UPDATE migrator.undo SET keys = keys[2:] || keys[2:2]", "more than once")]
    [InlineData("UPDATE migrator.undo SET after = after[2:] || ARRAY['8']", "the chunks' sums of n grew by 60, those of the journal by 61")]
    public async Task A_journal_that_does_not_agree_with_the_counts_is_told(string damage, string difference)
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 1); INSERT INTO t SELECT i FROM generate_series(1, 10) i", Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.RunAsync(new SqlBackfill("t", "id", ["n"], "n", null, "t", "UPDATE t SET n = 7", "true"));
        Assert.Null(await store.Store.ReconcileAsync(work, Token));

        await Database.ExecuteAsync(damage, Token);

        Assert.Contains(difference, await store.Store.ReconcileAsync(work, Token), StringComparison.Ordinal);
    }

    private Task FillAsync(int rows) => Database.ExecuteAsync(
        $"CREATE TABLE t (id int PRIMARY KEY, a text, b int); INSERT INTO t SELECT i, 'old' FROM generate_series(1, {rows}) i", Token);
}
