using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class PlanningTests(PostgresServer server) : DocumentBackfillTest(server)
{
    private static readonly string[] Keys =
    [
        """{"$minKey":1}""", "null", """{"$numberDouble":"NaN"}""", """{"$numberDouble":"-Infinity"}""", "-3", "1", "2.5", """{"$numberDecimal":"7.50"}""",
        """{"$numberLong":"9"}""", "\"\"", "\"a\"", "\"b\"", "\"c\"", "\"d\"", """{"x":1}""", """{"x":2}""", """{"x":{"$minKey":1}}""",
        """{"$binary":{"base64":"AAAA","subType":"00"}}""", """{"$uuid":"3b241101-e2bb-4255-8caf-4136c566a962"}""",
        """{"$oid":"507f1f77bcf86cd799439011"}""", """{"$oid":"507f1f77bcf86cd799439012"}""", "false", "true",
        """{"$date":{"$numberLong":"1"}}""", """{"$timestamp":{"t":1,"i":1}}""", """{"$maxKey":1}""",
    ];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(1_000, 1_000)]
    public async Task Keys_of_every_kind_in_one_collection_are_each_walked_once(int chunkSize, int batch)
    {
        await Test.InsertAsync("users", Token, Keys.Select(key => $$"""{"_id":{{key}},"n":0}"""));

        var status = await CompleteAsync(await BeginAsync(Increment), chunkSize, batch);

        Assert.Equal((Keys.Length, Keys.Length, Keys.Length, Keys.Length), (status.Planned, status.Processed, status.Matched, status.Modified));
        Assert.True(status.IsPlanned);
        Assert.Equal(Keys.Length, await Test.CountAsync("users", """{"n":1}""", Token));
    }

    [Fact]
    public async Task Chunks_follow_one_another_without_a_gap()
    {
        await InsertNumberedAsync(25);

        var status = await CompleteAsync(await BeginAsync(Increment), chunkSize: 10, batch: 4);

        Assert.Equal((25, 3, 8), (status.Planned, status.Chunks.Done, status.Batches));
        var ends = await Test.FindAsync("migration_chunks", "{}", """{"_id":0,"after":1,"to":1}""", Token);
        Assert.Equal(
            ["""{ "to" : { "$numberInt" : "10" } }""", """{ "after" : { "$numberInt" : "10" }, "to" : { "$numberInt" : "20" } }""",
                """{ "after" : { "$numberInt" : "20" }, "to" : { "$numberInt" : "25" } }"""],
            ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_or_missing_collection_is_planned_at_once(bool exists)
    {
        if (exists)
        {
            await InsertNumberedAsync(1);
            await Test.DeleteAsync("users", "{}", Token);
        }

        var status = await CompleteAsync(await BeginAsync(Increment));

        Assert.Equal((0, 0, true, 1.0), (status.Planned, status.Chunks.All, status.IsPlanned, status.Fraction));
        Assert.False(await Store.PlanChunkAsync(await WorkAsync(), 10, Token));

        async Task<BackfillWork> WorkAsync() => WorkOf(1, Increment, await HoldLeaseAsync(1));
    }

    [Fact]
    public async Task Documents_inserted_before_the_end_of_a_chunk_are_walked_and_count()
    {
        await InsertNumberedAsync(5);
        var work = await BeginAsync(Increment);
        await PlanAsync(work);
        await Test.InsertAsync("users", Token, """{"_id":-7,"n":0}""", """{"_id":2.5,"n":0}""");

        await RunChunksAsync(work, 100);

        Assert.Equal((5, 7), ((await StatusAsync(work)).Planned, (await StatusAsync(work)).Processed));
    }

    [Fact]
    public async Task Planning_under_a_lost_lease_writes_nothing()
    {
        await InsertNumberedAsync(5);
        var work = await BeginAsync(Increment);
        await HoldLeaseAsync(2);

        await Assert.ThrowsAsync<LeaseLostException>(() => Store.PlanChunkAsync(work, 10, Token));

        Assert.Empty(await Test.FindAsync("migration_chunks", "{}", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("system.users")]
    [InlineData("a$b")]
    [InlineData("migrations")]
    [InlineData("migration_undo")]
    public async Task A_collection_that_cannot_be_changed_is_refused(string source)
    {
        var lease = await HoldLeaseAsync(1);

        await Assert.ThrowsAsync<BackfillRefusedException>(() => BeginAsync(Increment with { Source = source }, lease));

        Assert.Empty(await Store.ListAsync(Token));
    }

    [Fact]
    public async Task A_random_value_is_refused_when_it_is_to_be_undone()
    {
        var lease = await HoldLeaseAsync(1);

        var refusal = await Assert.ThrowsAsync<BackfillRefusedException>(() => BeginAsync(Define("""{"$floor":{"$rand":{}}}""", "n"), lease));

        Assert.Contains("random", refusal.Message, StringComparison.Ordinal);
        await BeginAsync(Define("""{"$rand":{}}""", "n", undo: false), lease);
    }
}
