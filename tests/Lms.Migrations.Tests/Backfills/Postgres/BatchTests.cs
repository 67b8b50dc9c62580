using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>One batch after the other, on a table that counts how often each row was changed.</summary>
public sealed class BatchTests(PostgresServer server) : EngineTest(server)
{
    // Matches again what it has changed: every row that is met twice shows it.
    private static readonly SqlBackfill Count = new("t", "id", ["n"], "n", null, "t", "UPDATE t SET n = n + 1", "true");

    [Fact]
    public async Task Every_row_is_changed_once_whatever_the_sizes_of_chunks_and_batches()
    {
        await FillAsync(1_000);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 130);

        var batches = await store.DrainAsync(work, 47);

        Assert.Equal("1000|1|1", Assert.Single(await Database.RowsAsync("SELECT count(*), min(n), max(n) FROM t", Token)));
        var status = await store.StatusAsync(work);
        Assert.Equal((1_000, 1_000, 1_000, 1_000), (status.Planned, status.Processed, status.Matched, status.Modified));
        Assert.Equal((8, 8), (status.Chunks.Done, status.Chunks.All));
        Assert.Equal(("0", "1000"), (status.SumBefore, status.SumAfter));
        Assert.Equal(batches.Count, status.Batches);
        Assert.Equal(1_000, batches.Sum(batch => batch.Keys));
        Assert.Null(await store.Store.ReconcileAsync(work, Token));
    }

    [Fact]
    public async Task A_batch_whose_commit_was_not_heard_of_is_not_run_again()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);

        await store.RunBatchAsync(work, chunk, 60);
        var again = await store.RunBatchAsync(work, chunk, 60);
        var atTheEnd = await store.RunBatchAsync(work, chunk, 60);

        Assert.Equal((40, true), (again.Keys, again.ChunkDone));
        Assert.Equal((0, true), (atTheEnd.Keys, atTheEnd.ChunkDone));
        Assert.Equal("1|1", Assert.Single(await Database.RowsAsync("SELECT min(n), max(n) FROM t", Token)));
        Assert.Equal(100, (await store.StatusAsync(work)).Processed);
    }

    [Fact]
    public async Task A_chunk_that_another_lane_claimed_is_lost_and_nothing_of_the_batch_remains()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.Store.ClaimAsync(work, "slow lane", TimeSpan.Zero, Token);
        var taken = await store.ClaimAsync(work, "other lane");

        await Assert.ThrowsAsync<ClaimLostException>(() => store.RunBatchAsync(work, chunk!, 60));
        await Assert.ThrowsAsync<ClaimLostException>(() => store.Store.FailAsync(work, chunk!, "late", false, false, Token));
        await store.Store.ReleaseAsync(work, chunk!, Token);

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE n <> 0", Token));
        Assert.Equal(60, (await store.RunBatchAsync(work, taken, 60)).Keys);
    }

    [Fact]
    public async Task A_claim_taken_over_while_the_batch_waits_for_a_row_is_lost_at_its_commit()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);
        await using (var holder = await HoldAsync("UPDATE t SET n = n WHERE id = 51"))
        {
            var batch = store.RunBatchAsync(work, chunk, 100);
            await Task.WhenAny(batch, WaitUntilAsync(
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'lms' AND datname = current_database()"));
            await store.Store.AdoptAsync(work.Id, store.Lease, Token);
            await RunAsync(holder, "COMMIT");
            await Assert.ThrowsAsync<ClaimLostException>(() => batch);
        }

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE n <> 0", Token));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.undo", Token));
        await store.DrainAsync(work, 100);
        Assert.Equal("1|1", Assert.Single(await Database.RowsAsync("SELECT min(n), max(n) FROM t", Token)));
    }

    [Fact]
    public async Task A_run_whose_lease_is_gone_commits_no_batch()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);
        await Database.ExecuteAsync("UPDATE migrator.lease SET epoch = epoch + 1", Token);

        await Assert.ThrowsAsync<ClaimLostException>(() => store.RunBatchAsync(work, chunk, 60));

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE n <> 0", Token));
    }

    [Fact]
    public async Task A_pause_is_seen_by_the_batch_that_ends_after_it()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);
        Assert.Equal(BackfillState.Running, (await store.RunBatchAsync(work, chunk, 10)).State);

        var by = new RunContext("operator", "too busy").ForRun();
        Assert.True(await store.Store.TransitionAsync(
            new BackfillChange(work.Id, BackfillState.Running, BackfillState.Pausing, by, by.Reason, null), Token));

        Assert.Equal(BackfillState.Pausing, (await store.RunBatchAsync(work, chunk, 10)).State);
    }

    [Fact]
    public async Task A_row_that_is_held_too_long_times_out_and_leaves_nothing_behind()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);
        var bounds = StoreUnderTest.Bounds(100) with { LockTimeout = TimeSpan.FromMilliseconds(100) };
        await using (await HoldAsync("UPDATE t SET n = n WHERE id = 51"))
        {
            var failure = await Assert.ThrowsAsync<PostgresException>(() => store.Store.RunBatchAsync(work, chunk, bounds, Token));
            Assert.Equal(BatchFailure.TimedOut, store.Store.Classify(failure));
        }

        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE n <> 0", Token));
        Assert.Equal(0, await Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'", Token));
        Assert.True((await store.Store.RunBatchAsync(work, chunk, bounds, Token)).ChunkDone);
    }

    [Fact]
    public async Task What_fails_only_at_the_commit_is_a_failure_of_the_batch()
    {
        await FillAsync(100);
        await Database.ExecuteAsync("""
            CREATE TABLE allowed (n int PRIMARY KEY); INSERT INTO allowed VALUES (0);
            ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES allowed DEFERRABLE INITIALLY DEFERRED;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);

        var failure = await Assert.ThrowsAsync<PostgresException>(() => store.RunBatchAsync(work, chunk, 60));

        Assert.Equal((PostgresErrorCodes.ForeignKeyViolation, BatchFailure.Rejected), (failure.SqlState, store.Store.Classify(failure)));
        Assert.Equal(0, (await store.StatusAsync(work)).Processed);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.undo", Token));
    }

    [Fact]
    public async Task A_failed_chunk_is_tried_again_until_it_is_final_and_anew_by_the_next_run()
    {
        await FillAsync(100);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var work = await store.BeginAsync(Count);
        await store.PlanAsync(work, 100);

        await store.Store.FailAsync(work, await store.ClaimAsync(work), "first", isTimeout: true, isFinal: false, Token);
        var second = await store.ClaimAsync(work);
        Assert.Equal((1, 1), (second.Attempts, second.Timeouts));
        await store.Store.FailAsync(work, second, "second", isTimeout: false, isFinal: true, Token);

        Assert.Null(await store.Store.ClaimAsync(work, StoreUnderTest.Lane, TimeSpan.FromSeconds(1), Token));
        var status = await store.StatusAsync(work);
        Assert.Equal((1, "second"), (status.Chunks.Failed, status.Error));
        await store.Store.AdoptAsync(work.Id, store.Lease, Token);
        Assert.Equal(0, (await store.ClaimAsync(work)).Attempts);
        Assert.Null((await store.StatusAsync(work)).Error);
    }

    private Task FillAsync(int rows) => Database.ExecuteAsync(
        $"CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO t SELECT i * 3 FROM generate_series(1, {rows}) i", Token);

    private async Task<NpgsqlConnection> HoldAsync(string statement)
    {
        var connection = await Database.OpenAsync(Token);
        await RunAsync(connection, $"BEGIN; {statement}");
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
