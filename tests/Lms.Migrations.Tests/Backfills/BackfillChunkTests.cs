using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>What is told of the chunks of a backfill, on either engine.</summary>
public abstract class BackfillChunkTests : BackfillTest
{
    [Fact]
    public async Task Pages_lead_through_all_chunks_in_order_of_their_numbers()
    {
        var id = await CompleteAsync(2_000);

        var first = await ListAsync(id, new ChunkQuery { Limit = 4 });
        var second = await ListAsync(id, new ChunkQuery { Limit = 4, After = first.Next });
        var third = await ListAsync(id, new ChunkQuery { Limit = 4, After = second.Next });

        Assert.Equal([1, 2, 3, 4], Numbers(first));
        Assert.Equal([5, 6, 7, 8], Numbers(second));
        Assert.Equal([9, 10], Numbers(third));
        Assert.Equal((4, 8, null), (first.Next, second.Next, third.Next));
        Assert.Null((await ListAsync(id, new ChunkQuery { Limit = 10 })).Next);
        Assert.Equal(10, (await ListAsync(id, new ChunkQuery())).Chunks.Count);
    }

    [Fact]
    public async Task Chunks_that_are_done_join_without_a_gap_and_count_what_the_backfill_counts()
    {
        var id = await CompleteAsync(2_000);

        var chunks = (await ListAsync(id, new ChunkQuery())).Chunks;

        Assert.All(chunks, chunk => Assert.Equal((ChunkState.Done, chunk.To, 200, 200, 160), (chunk.State, chunk.Cursor, chunk.Keys, chunk.Processed, chunk.Modified)));
        Assert.All(chunks, chunk => Assert.Equal((null, null, null, 0, 0), (chunk.Lane, chunk.LeasedUntil, chunk.Error, chunk.Attempts, chunk.Timeouts)));
        Assert.Equal([null, .. chunks.SkipLast(1).Select(chunk => chunk.To)], chunks.Select(chunk => chunk.After));
        var status = await StatusAsync();
        Assert.Equal((status.Matched, status.Batches), (chunks.Sum(chunk => chunk.Matched), chunks.Sum(chunk => chunk.Batches)));
    }

    [Fact]
    public async Task A_chunk_that_the_server_rejects_is_found_by_its_state_with_its_error()
    {
        await Subject.FillAsync(2_000, Token);
        await Subject.PoisonAsync(501, Token);
        Subject.WriteBackfill();
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        var id = (await StatusAsync()).Id;

        var failed = Assert.Single((await ListAsync(id, new ChunkQuery { State = ChunkState.Failed })).Chunks);

        Assert.Equal((3, ChunkState.Failed, 3), (failed.Number, failed.State, failed.Attempts));
        Assert.False(string.IsNullOrEmpty(failed.Error));
        Assert.Null(failed.Lane);
        Assert.Equal([1, 2, 4, 5, 6, 7, 8, 9, 10], Numbers(await ListAsync(id, new ChunkQuery { State = ChunkState.Done })));
        var page = await ListAsync(id, new ChunkQuery { State = ChunkState.Done, After = 2, Limit = 2 });
        Assert.Equal((4, 5, 5), (page.Chunks[0].Number, page.Chunks[1].Number, page.Next));
        Assert.Empty((await ListAsync(id, new ChunkQuery { State = ChunkState.Pending })).Chunks);
    }

    [Fact]
    public async Task A_chunk_under_way_names_its_lane_and_when_its_claim_ends()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        Task<RunResult> run;
        await using (await Subject.HoldAsync(1, 2_000, Token))
        {
            run = MigrateAsync(Small with { Lanes = 1 });
            var running = await WaitForRunningAsync();

            Assert.Equal($"{Environment.MachineName}:{Environment.ProcessId}:1", running.Lane);
            Assert.InRange(running.LeasedUntil!.Value, DateTimeOffset.UtcNow.AddSeconds(-10), DateTimeOffset.UtcNow.AddMinutes(1));
            Assert.Equal((null, 0), (running.Cursor, running.Processed));
        }

        await run;
    }

    [Fact]
    public async Task A_query_out_of_its_ranges_and_a_backfill_that_is_not_there_are_refused()
    {
        var id = await CompleteAsync(100);

        await RefusedAsync(id, new ChunkQuery { Limit = 0 }, "Limit is 0; it must be from 1 to 1000.");
        await RefusedAsync(id, new ChunkQuery { Limit = 1_001 }, "Limit is 1001; it must be from 1 to 1000.");
        await RefusedAsync(id, new ChunkQuery { After = -1 }, "After is -1; it must be from 0 to 2147483647.");
        await RefusedAsync(id, new ChunkQuery { State = (ChunkState)9 }, "State is 9; known are pending, running, done, failed.");
        await RefusedAsync(id + 1, new ChunkQuery(), $"There is no backfill {id + 1} in this database; 'lms backfill list' shows which there are.");
    }

    private async Task<long> CompleteAsync(int accounts)
    {
        await Subject.FillAsync(accounts, Token);
        Subject.WriteBackfill();
        await MigrateAsync();
        return (await StatusAsync()).Id;
    }

    private async Task<BackfillChunk> WaitForRunningAsync()
    {
        var id = (await WaitUntilAsync(status => status.Chunks.Running > 0)).Id;
        // Between two claims it is pending for a moment.
        while (true)
        {
            if ((await ListAsync(id, new ChunkQuery { State = ChunkState.Running })).Chunks is [var running])
                return running;
        }
    }

    private Task<ChunkPage> ListAsync(long id, ChunkQuery query) => Control().ListChunksAsync(id, query, Token);

    private async Task RefusedAsync(long id, ChunkQuery query, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<RequestException>(() => ListAsync(id, query))).Message);

    private static IEnumerable<int> Numbers(ChunkPage page) => page.Chunks.Select(chunk => chunk.Number);
}
