using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class UndoTests(PostgresServer server) : DocumentBackfillTest(server)
{
    private static readonly string[] Values =
    [
        """{"$numberInt":"5"}""", """{"$numberLong":"5"}""", """{"$numberDouble":"5.0"}""", """{"$numberDouble":"0.1"}""", """{"$numberDecimal":"5"}""",
        """{"$numberDecimal":"5.00"}""", """{"$numberDecimal":"-1E-20"}""", """{"$numberDouble":"NaN"}""", """{"$numberDouble":"-0.0"}""", "null", "true",
        "\"five \\u00e9 \\\" \\\\ $x\"", "[1,[2,{\"a\":null}],[]]", "{\"b\":1,\"a\":{\"$numberLong\":\"2\"}}", "{}", """{"$date":{"$numberLong":"-1"}}""",
        """{"$oid":"507f1f77bcf86cd799439011"}""", """{"$binary":{"base64":"AAAA","subType":"05"}}""", """{"$regularExpression":{"pattern":"a","options":"i"}}""",
        """{"$timestamp":{"t":7,"i":9}}""", """{"$minKey":1}""",
    ];

    [Theory]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task An_untouched_backfill_is_undone_bit_for_bit(int batch)
    {
        await Test.InsertAsync("users", Token, Values.Select((value, id) => $$"""{"_id":{{id}},"first":1,"v":{{value}},"last":2}"""));
        await Test.InsertAsync("users", Token, """{"_id":"missing","first":1,"last":2}""");
        var before = await UsersAsync();
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Define("""{"$numberDecimal":"5.00"}""", "v"), lease);
        await CompleteAsync(work, batch: batch);
        Assert.Equal(Values.Length + 1, await Test.CountAsync("users", """{"$expr":{"$eq":[{"$type":"$v"},"decimal"]}}""", Token));

        var (restored, conflicts) = await UndoAsync(work, lease);

        // One had the value already: nothing was changed, and nothing is restored.
        Assert.Equal((Values.Length, 0), (restored, conflicts));
        Assert.Equal(before, await UsersAsync());
        Assert.Equal((restored, 0), ((await StatusAsync(work)).Restored, (await StatusAsync(work)).Conflicts));
        Assert.Null(await Store.UndoNextAsync(work, lease, Token));
    }

    [Fact]
    public async Task Several_fields_of_a_document_are_restored_together()
    {
        await Test.InsertAsync("users", Token, """{"_id":1,"a":1}""", """{"_id":2,"b":{"c":2,"d":3}}""", """{"_id":3,"a":null,"b":{"d":4}}""");
        var before = await UsersAsync("""{"_id":{"$ne":1}}""");
        var lease = await HoldLeaseAsync(1);
        var definition = new DocumentBackfill(
            "users", ["b.c", "a"], null, null, """{"b":{"$type":"object"}}""", [new("a", "0"), new("b.c", """{"$literal":"$c"}""")], Unset: []);
        var work = await BeginAsync(definition, lease);
        await CompleteAsync(work);
        Assert.Equal(2, await Test.CountAsync("users", """{"a":0,"b.c":"$c"}""", Token));

        Assert.Equal((2, 0), await UndoAsync(work, lease));

        Assert.Equal(before, await UsersAsync("""{"_id":{"$ne":1}}"""));
    }

    [Fact]
    public async Task What_was_changed_or_deleted_since_is_listed_and_left_alone()
    {
        await Test.InsertAsync("users", Token, Enumerable.Range(1, 10).Select(id => $$"""{"_id":{{id}},"v":{{id}}}"""));
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Define("""{"$numberDecimal":"50.0"}""", "v"), lease);
        await CompleteAsync(work, batch: 4);
        await Test.UpdateAsync("users", """{"_id":2}""", """{"$set":{"v":"mine"}}""", Token);
        await Test.UpdateAsync("users", """{"_id":3}""", """{"$unset":{"v":""}}""", Token);
        await Test.UpdateAsync("users", """{"_id":4}""", """[{"$set":{"v":{"$numberDecimal":"50.00"}}}]""", Token);
        await Test.UpdateAsync("users", """{"_id":5}""", """{"$set":{"v":{"$numberInt":"50"}}}""", Token);
        await Test.UpdateAsync("users", """{"_id":6}""", """{"$set":{"v":6}}""", Token);
        await Test.DeleteAsync("users", """{"_id":9}""", Token);
        var since = await UsersAsync("""{"_id":{"$in":[2,3,4,5]}}""");

        // The sixth the application itself has put back.
        Assert.Equal((4, 5), await UndoAsync(work, lease));

        Assert.Equal(since, await UsersAsync("""{"_id":{"$in":[2,3,4,5]}}"""));
        Assert.Equal(5, await Test.CountAsync("users", """{"$expr":{"$eq":["$v","$_id"]}}""", Token));
        Assert.Equal((4, 5), ((await StatusAsync(work)).Restored, (await StatusAsync(work)).Conflicts));
        const string Written = """{ "$numberDecimal" : "50.0" }""";
        Assert.Equal(
            [
                new BackfillConflict(Int(2), "v", Int(2), Written, "\"mine\"", IsDeleted: false),
                new BackfillConflict(Int(3), "v", Int(3), Written, null, IsDeleted: false),
                new BackfillConflict(Int(4), "v", Int(4), Written, """{ "$numberDecimal" : "50.00" }""", IsDeleted: false),
                new BackfillConflict(Int(5), "v", Int(5), Written, Int(50), IsDeleted: false),
                new BackfillConflict(Int(9), "v", Int(9), Written, null, IsDeleted: true),
            ],
            await Store.ReadConflictsAsync(work.Id, 10, Token));
        Assert.Equal(2, (await Store.ReadConflictsAsync(work.Id, 2, Token)).Count);
    }

    [Fact]
    public async Task A_document_changed_while_its_part_is_restored_is_seen_as_changed()
    {
        await InsertNumberedAsync(10);
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Increment, lease);
        await CompleteAsync(work);
        var interrupted = new InterruptedDatabase(
            Database, "\"update\":\"users\"", () => Test.UpdateAsync("users", """{"_id":5}""", """{"$set":{"n":500}}""", Token));

        var part = await new DocumentBackfillStore(interrupted, TimeProvider.System).UndoNextAsync(work, lease, Token);

        Assert.Equal((9, 1), (part!.Restored, part.Conflicts));
        Assert.Equal("""{ "_id" : { "$numberInt" : "5" }, "n" : { "$numberInt" : "500" } }""", Assert.Single(await UsersAsync("""{"_id":5}""")));
    }

    [Fact]
    public async Task A_backfill_that_was_left_in_the_middle_is_undone_as_far_as_it_came()
    {
        await InsertNumberedAsync(30);
        var before = await UsersAsync();
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Increment, lease);
        await PlanAsync(work, 10);
        foreach (var lane in (string[])["a", "b"])
            await Store.RunBatchAsync(work, await ClaimAsync(work, lane), Bounds(7), Token);
        var next = await HoldLeaseAsync(2);
        await Store.AdoptAsync(work.Id, next, Token);

        Assert.Equal((14, 0), await UndoAsync(WorkOf(work.Id, Increment, next), next));

        Assert.Equal(before, await UsersAsync());
    }

    [Fact]
    public async Task Who_lost_the_lease_restores_nothing()
    {
        await InsertNumberedAsync(10);
        var lost = await HoldLeaseAsync(1);
        var work = await BeginAsync(Increment, lost);
        await CompleteAsync(work);
        await HoldLeaseAsync(2);

        await Assert.ThrowsAsync<LeaseLostException>(() => Store.UndoNextAsync(work, lost, Token));

        Assert.Equal(10, await Test.CountAsync("users", """{"$expr":{"$eq":[{"$mod":["$n",10]},1]}}""", Token));
    }

    [Fact]
    public async Task A_journal_that_was_tampered_with_is_found_out()
    {
        await InsertNumberedAsync(30);
        var lease = await HoldLeaseAsync(1);
        var work = await BeginAsync(Define("""{"$add":["$n",1]}""", "n", sum: true), lease);
        await CompleteAsync(work, chunkSize: 10, batch: 4);
        Assert.Null(await Store.ReconcileAsync(work, Token));
        const string Second = """{"_id.c":1,"_id.s":1}""";

        await TamperAsync("""{"$set":{"entries.0.b.0":51}}""", "chunk 1: the journal sums up to 551 before and 560 after, 550 and 560 were counted");
        await TamperAsync("""{"$set":{"entries.0.b.0":50}}""", null);
        await TamperAsync("""{"$set":{"entries.0._id":6}}""", "a document is journaled twice");
        await TamperAsync("""{"$set":{"entries.0._id":4}}""", "parts of the journal overlap");
        await TamperAsync("""{"$set":{"entries.0._id":5}}""", null);
        await TamperAsync("""{"$pop":{"entries":1}}""", "chunk 1: the journal holds 9 documents, 10 were counted");
        await Test.DeleteAsync("migration_undo", Second, Token);
        Assert.Contains("the journal has 2 parts, 3 were written", await Store.ReconcileAsync(work, Token), StringComparison.Ordinal);

        async Task TamperAsync(string update, string? difference)
        {
            await Test.UpdateAsync("migration_undo", Second, update, Token);
            var found = await Store.ReconcileAsync(work, Token);
            if (difference is null)
                Assert.Null(found);
            else
                Assert.Contains(difference, found, StringComparison.Ordinal);
        }
    }

    private static string Int(int value) => $$"""{ "$numberInt" : "{{value}}" }""";
}
