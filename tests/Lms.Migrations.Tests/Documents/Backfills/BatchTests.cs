using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class BatchTests(PostgresServer server) : DocumentBackfillTest(server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Four_lanes_change_each_document_once(bool undo)
    {
        await InsertNumberedAsync(2_000);
        var work = await BeginAsync(Define("""{"$add":["$n",1]}""", "n", undo: undo));
        await PlanAsync(work, 100);

        await Task.WhenAll(Enumerable.Range(1, 4).Select(lane => RunChunksAsync(work, 30, $"lane {lane}")));

        var status = await StatusAsync(work);
        Assert.Equal((2_000, 2_000, 2_000, 20), (status.Processed, status.Matched, status.Modified, status.Chunks.Done));
        Assert.Equal(80, status.Batches);
        Assert.Equal(2_000, await Test.CountAsync("users", """{"$expr":{"$eq":["$n",{"$add":[{"$multiply":["$_id",10]},1]}]}}""", Token));
        Assert.Null(await Store.ReconcileAsync(work, Token));
    }

    [Fact]
    public async Task Keys_that_the_filter_leaves_out_are_walked_past_and_not_matched()
    {
        await InsertNumberedAsync(10);

        var status = await CompleteAsync(await BeginAsync(Define("0", "n", where: """{"n":{"$gt":70}}""")), batch: 4);

        Assert.Equal((10, 3, 3, 3), (status.Processed, status.Matched, status.Modified, status.Batches));
        Assert.Equal(1, await Test.CountAsync("migration_undo", "{}", Token) - 1);
    }

    [Fact]
    public async Task Matched_documents_that_had_the_value_already_are_not_modified()
    {
        await InsertNumberedAsync(10);

        var status = await CompleteAsync(await BeginAsync(Define("""{"$numberInt":"30"}""", "n")));

        Assert.Equal((10, 9), (status.Matched, status.Modified));
    }

    [Fact]
    public async Task Sums_are_exact_whatever_the_types()
    {
        await Test.InsertAsync("users", Token,
            """{"_id":1,"m":{"$numberDouble":"0.1"}}""", """{"_id":2,"m":{"$numberDecimal":"0.20"}}""", """{"_id":3,"m":{"$numberInt":"7"}}""",
            """{"_id":4}""", """{"_id":5,"m":null}""", """{"_id":6,"m":"seven"}""");
        var work = await BeginAsync(Define("""{"$numberDecimal":"0.10"}""", "m", sum: true));

        var status = await CompleteAsync(work, batch: 2);

        Assert.Equal((7.3m, 0.6m), (decimal.Parse(status.SumBefore!), decimal.Parse(status.SumAfter!)));
        Assert.Null(await Store.ReconcileAsync(work, Token));
    }

    [Fact]
    public async Task An_object_takes_the_place_of_the_one_that_is_there()
    {
        await Test.InsertAsync("users", Token, """{"_id":1,"address":{"city":"Berlin","zip":"10115"}}""");

        var before = await UsersAsync();
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Define("""{"city":"$address.city"}""", "address"), lease);

        await CompleteAsync(work);

        Assert.Equal("""{ "_id" : { "$numberInt" : "1" }, "address" : { "city" : "Berlin" } }""", Assert.Single(await UsersAsync()));
        Assert.Equal((1, 0), await UndoAsync(work, lease));
        Assert.Equal(before, await UsersAsync());
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_not_repeated()
    {
        await InsertNumberedAsync(10);
        var work = await BeginAsync(Increment);
        await PlanAsync(work);
        var chunk = await ClaimAsync(work);
        await Store.RunBatchAsync(work, chunk, Bounds(4), Token);

        // The lane has not heard of it, and runs it again.
        var next = await Store.RunBatchAsync(work, chunk, Bounds(4), Token);

        Assert.Equal("""{ "$numberInt" : "8" }""", next.Cursor);
        Assert.Equal(8, await Test.CountAsync("users", """{"$expr":{"$eq":[{"$mod":["$n",10]},1]}}""", Token));
    }

    [Fact]
    public async Task A_pause_is_seen_by_the_next_batch()
    {
        await InsertNumberedAsync(10);
        var work = await BeginAsync(Increment);
        await PlanAsync(work);
        var chunk = await ClaimAsync(work);
        Assert.Equal(BackfillState.Running, (await Store.RunBatchAsync(work, chunk, Bounds(4), Token)).State);

        var pause = new BackfillChange(work.Id, BackfillState.Running, BackfillState.Pausing, new RunContext("bob").ForRun(), "lunch", Epoch: null);
        Assert.True(await Store.TransitionAsync(pause, Token));

        Assert.Equal(BackfillState.Pausing, (await Store.RunBatchAsync(work, chunk, Bounds(4), Token)).State);
    }

    [Fact]
    public async Task A_document_that_the_application_changes_in_the_middle_makes_a_conflict_and_the_next_attempt_sees_its_value()
    {
        await InsertNumberedAsync(10);
        var work = await BeginAsync(Increment);
        await PlanAsync(work);
        var chunk = await ClaimAsync(work);
        var interrupted = new InterruptedDatabase(
            Database, "\"update\":\"users\"", () => Test.UpdateAsync("users", """{"_id":5}""", """{"$set":{"n":500}}""", Token));
        var store = new DocumentBackfillStore(interrupted, TimeProvider.System);

        var conflict = await Assert.ThrowsAsync<DocumentCommandException>(() => store.RunBatchAsync(work, chunk, Bounds(10), Token));

        Assert.Equal(BatchFailure.Conflict, Store.Classify(conflict));
        Assert.Equal((0, 0), (await Test.CountAsync("migration_undo", "{}", Token), (await StatusAsync(work)).Processed));
        Assert.Contains("\"$numberInt\" : \"10\"", (await UsersAsync("""{"_id":1}"""))[0], StringComparison.Ordinal);

        await store.RunBatchAsync(work, chunk, Bounds(10), Token);
        Assert.Equal(1, await Test.CountAsync("migration_undo", """{"entries":{"$elemMatch":{"_id":5,"b.0":500,"a.0":501}}}""", Token));
    }

    [Fact]
    public async Task A_value_that_could_not_be_taken_away_again_exactly_is_rejected()
    {
        await Test.InsertAsync("users", Token, """{"_id":1,"money":{"paid":1}}""", """{"_id":2}""");
        var work = await BeginAsync(Define("0", "money.balance"));
        await PlanAsync(work);
        var chunk = await ClaimAsync(work);

        var rejected = await Assert.ThrowsAsync<BatchRejectedException>(() => Store.RunBatchAsync(work, chunk, Bounds(10), Token));

        Assert.Equal(BatchFailure.Rejected, Store.Classify(rejected));
        Assert.Contains("\"money\"", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("\"2\"", rejected.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Test.CountAsync("users", """{"money.balance":{"$exists":true}}""", Token));
    }

    [Fact]
    public void A_journal_too_long_for_one_document_is_divided_between_entries()
    {
        const string Reply = """
            {"cursor":{"firstBatch":[{"_id":null,"n":{"$numberInt":"5"},"entries":[ {"_id":1,"b":{"0":"}],é"}}, {"_id":2}, {"_id":3} , {"_id":4},{"_id":5}],
            "sumBefore":{"$numberDecimal":"1.5"},"sumAfter":{"$numberDecimal":"2"},"unrestorable":null}],"id":0},"ok":1}
            """;

        var journal = JournalText.Parse(Reply, partSize: 20);

        Assert.Equal([("""{"_id":1,"b":{"0":"}],é"}}""", "1", 1), ("""{"_id":2}, {"_id":3}""", "3", 2), ("""{"_id":4},{"_id":5}""", "5", 2)],
            journal.Parts.Select(part => (part.DecodeEntries(), part.Last, part.Count)));
        Assert.Equal((5, """{"$numberDecimal":"1.5"}""", null), (journal.Matched, journal.SumBefore, journal.Unrestorable));
    }
}
