using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class ClaimTests(PostgresServer server) : DocumentBackfillTest(server)
{
    [Fact]
    public async Task The_lowest_pending_chunk_is_claimed_and_then_no_other_lane_has_it()
    {
        var work = await PreparedAsync(25, chunkSize: 10);

        Assert.Equal((1, 2, 3), ((await ClaimAsync(work, "a")).Number, (await ClaimAsync(work, "b")).Number, (await ClaimAsync(work, "c")).Number));

        Assert.Null(await Store.ClaimAsync(work, "d", TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task A_lane_that_was_silent_past_its_claim_commits_nothing_more()
    {
        var work = await PreparedAsync(10);
        var silent = await ClaimAsync(work, "a", seconds: 0.05);
        await Task.Delay(100, Token);

        await Assert.ThrowsAsync<ClaimLostException>(() => Store.RunBatchAsync(work, silent, Bounds(10), Token));
        await ClaimAsync(work, "b");
        await Assert.ThrowsAsync<ClaimLostException>(() => Store.RunBatchAsync(work, silent, Bounds(10), Token));
        await Assert.ThrowsAsync<ClaimLostException>(() => Store.ReleaseAsync(work, silent, Token));

        Assert.Equal((0, 1), ((await StatusAsync(work)).Processed, (await StatusAsync(work)).Chunks.Running));
    }

    [Fact]
    public async Task A_batch_extends_its_claim()
    {
        var work = await PreparedAsync(10);
        var chunk = await ClaimAsync(work, "a", seconds: 2);
        await Store.RunBatchAsync(work, chunk, Bounds(4), Token);
        await Task.Delay(2_100, Token);

        Assert.Null(await Store.ClaimAsync(work, "b", TimeSpan.FromSeconds(30), Token));
    }

    [Theory]
    [InlineData("\"aggregate\":\"users\"")]
    [InlineData("\"update\":\"users\"")]
    [InlineData("\"update\":\"migration_chunks\"")]
    public async Task A_run_that_adopts_the_backfill_in_the_middle_of_a_batch_undoes_that_batch(string moment)
    {
        var work = await PreparedAsync(10);
        var chunk = await ClaimAsync(work);
        var interrupted = new InterruptedDatabase(Database, moment, async () => await Store.AdoptAsync(work.Id, await HoldLeaseAsync(2), Token));

        var conflict = await Assert.ThrowsAsync<DocumentCommandException>(
            () => new DocumentBackfillStore(interrupted, TimeProvider.System).RunBatchAsync(work, chunk, Bounds(10), Token));

        Assert.Equal(BatchFailure.Conflict, Store.Classify(conflict));
        Assert.Equal(10, await Test.CountAsync("users", """{"$expr":{"$eq":["$n",{"$multiply":["$_id",10]}]}}""", Token));
        await Assert.ThrowsAsync<ClaimLostException>(() => Store.RunBatchAsync(work, chunk, Bounds(10), Token));
        Assert.Null(await Store.ClaimAsync(work, "a", TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Who_adopts_a_backfill_goes_on_where_it_stood_and_changes_nothing_twice()
    {
        var work = await PreparedAsync(30, chunkSize: 10);
        await Store.RunBatchAsync(work, await ClaimAsync(work), Bounds(4), Token);
        var rejected = await ClaimAsync(work);
        await Store.FailAsync(work, rejected, "no", isTimeout: false, isFinal: true, Token);
        Assert.Equal((new ChunkCounts(1, 1, 0, 1), "no"), ((await StatusAsync(work)).Chunks, (await StatusAsync(work)).Error));

        var lease = await HoldLeaseAsync(2);
        await Store.AdoptAsync(work.Id, lease, Token);
        var adopted = WorkOf(work.Id, Increment, lease);
        await RunChunksAsync(adopted, 7);

        var status = await StatusAsync(adopted);
        Assert.Equal((30, 30, 30, 3, 2L), (status.Processed, status.Matched, status.Modified, status.Chunks.Done, status.Epoch));
        Assert.Equal(30, await Test.CountAsync("users", """{"$expr":{"$eq":["$n",{"$add":[{"$multiply":["$_id",10]},1]}]}}""", Token));
        Assert.Null(await Store.ReconcileAsync(adopted, Token));
        Assert.Null(status.Error);
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_adopts_or_begins()
    {
        var work = await PreparedAsync(10);
        var lost = await HoldLeaseAsync(2);
        await HoldLeaseAsync(3);

        await Assert.ThrowsAsync<LeaseLostException>(() => Store.AdoptAsync(work.Id, lost, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => BeginAsync(Increment, lost));

        Assert.Equal(1, Assert.Single(await Store.ListAsync(Token)).Epoch);
    }

    [Fact]
    public async Task A_rejected_chunk_counts_its_attempts_and_is_pending_until_the_last()
    {
        var work = await PreparedAsync(10);
        await Store.FailAsync(work, await ClaimAsync(work), "first", isTimeout: false, isFinal: false, Token);
        var second = await ClaimAsync(work);
        await Store.FailAsync(work, second, "out of time", isTimeout: true, isFinal: false, Token);
        var third = await ClaimAsync(work);

        Assert.Equal(((1, 0), (2, 1)), ((second.Attempts, second.Timeouts), (third.Attempts, third.Timeouts)));
        Assert.Equal("out of time", (await StatusAsync(work)).Error);
    }

    [Fact]
    public async Task A_chunk_that_is_given_back_keeps_its_cursor()
    {
        var work = await PreparedAsync(10);
        var chunk = await ClaimAsync(work);
        var result = await Store.RunBatchAsync(work, chunk, Bounds(4), Token);
        await Store.ReleaseAsync(work, chunk, Token);

        Assert.Equal(result.Cursor, (await ClaimAsync(work, "b")).Cursor);
    }

    [Fact]
    public async Task What_is_left_of_a_divided_chunk_is_changed_once()
    {
        var work = await PreparedAsync(21);
        var chunk = await ClaimAsync(work);
        var result = await Store.RunBatchAsync(work, chunk, Bounds(4), Token);

        Assert.True(await Store.SplitAsync(work, chunk with { Cursor = result.Cursor }, Token));

        Assert.Equal((new ChunkCounts(2, 0, 0, 0), 21L), ((await StatusAsync(work)).Chunks, (await StatusAsync(work)).Planned));
        await RunChunksAsync(work, 5);
        Assert.Equal((21L, 21L, 2), ((await StatusAsync(work)).Processed, (await StatusAsync(work)).Modified, (await StatusAsync(work)).Chunks.Done));
        Assert.Null(await Store.ReconcileAsync(work, Token));
    }

    [Fact]
    public async Task A_single_key_is_not_divided()
    {
        var work = await PreparedAsync(1);

        Assert.False(await Store.SplitAsync(work, await ClaimAsync(work), Token));
    }

    private async Task<BackfillWork> PreparedAsync(int documents, int chunkSize = 1_000)
    {
        await InsertNumberedAsync(documents);
        var work = await BeginAsync(Increment);
        await PlanAsync(work, chunkSize);
        return work;
    }
}
