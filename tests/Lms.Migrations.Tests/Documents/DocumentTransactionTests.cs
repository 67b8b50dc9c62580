using System.Diagnostics;
using Lms.Migrations.Documents;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Tests.Documents;

/// <summary>Multi-document transactions.</summary>
public abstract class DocumentTransactionTests : DocumentCommandsContract
{
    private const string Increment = """{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } } }] }""";

    [Fact]
    public async Task What_is_committed_appears_at_once_and_what_is_aborted_never()
    {
        await InsertAsync("c", 2);
        await using (var aborted = await Database.BeginAsync(new TransactionBounds(), Token))
            await RunAsync(Increment, aborted);
        Assert.Equal(0, await NumberAsync());

        await using var committed = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, committed);
        await RunAsync("""{ "insert": "d", "documents": [{ "_id": 1 }] }""", committed);
        Assert.Equal(0, await NumberAsync());
        await committed.CommitAsync(Token);

        Assert.Equal(1, await NumberAsync());
        Assert.Single(await ReadAsync("""{ "find": "d" }"""));
    }

    [Fact]
    public async Task A_transaction_sees_one_snapshot_and_its_own_changes()
    {
        await InsertAsync("c", 250);
        await using var transaction = await Database.BeginAsync(new TransactionBounds(), Token);
        Assert.Equal(250, (await ReadAsync("""{ "find": "c", "batchSize": 10 }""", transaction)).Count);

        await RunAsync("""{ "insert": "c", "documents": [{ "_id": 1000 }] }""");
        await RunAsync("""{ "insert": "c", "documents": [{ "_id": 2000 }] }""", transaction);

        Assert.Equal(251, (await ReadAsync("""{ "find": "c", "sort": { "n": 1 }, "batchSize": 10 }""", transaction)).Count);
    }

    [Fact]
    public async Task A_document_changed_by_another_meanwhile_is_a_write_conflict_and_nothing_remains()
    {
        await InsertAsync("c", 2);
        await using var transaction = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync("""{ "update": "c", "updates": [{ "q": { "_id": 2 }, "u": { "$set": { "n": 7 } } }] }""", transaction);
        await RunAsync(Increment);

        var refusal = await RefusedAsync(Increment, transaction);

        Assert.Equal((112, "WriteConflict"), (refusal.Code, refusal.CodeName));
        Assert.Equal(251, (await Assert.ThrowsAsync<DocumentCommandException>(() => transaction.CommitAsync(Token))).Code);
        await transaction.DisposeAsync();
        Assert.Equal((1, 0), (await NumberAsync(), await NumberAsync(2)));
    }

    [Theory]
    [InlineData(Increment)]
    [InlineData("""{ "update": "c", "updates": [{ "q": { "_id": { "$lte": 2 } }, "u": [{ "$set": { "n": 1 } }], "multi": true }] }""")]
    [InlineData("""{ "findAndModify": "c", "query": { "_id": 1 }, "update": { "$inc": { "n": 1 } } }""")]
    [InlineData("""{ "delete": "c", "deletes": [{ "q": { "_id": 1 }, "limit": 1 }] }""")]
    public async Task A_wait_for_a_document_ends_at_the_lock_timeout(string command)
    {
        await InsertAsync("c", 2);
        await using var holder = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, holder);
        await using var waiter = await Database.BeginAsync(new TransactionBounds(Lock: TimeSpan.FromMilliseconds(200)), Token);
        var began = Stopwatch.GetTimestamp();

        var refusal = await RefusedAsync(command, waiter);

        Assert.Equal(Held, (refusal.Code, refusal.CodeName));
        Assert.InRange(Stopwatch.GetElapsedTime(began), WaitsForDocuments ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_command_ends_at_the_statement_timeout()
    {
        Assert.SkipUnless(WaitsForDocuments, "No command of a transaction waits on this server.");
        await InsertAsync("c", 2);
        await using var holder = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, holder);
        await using var waiter = await Database.BeginAsync(new TransactionBounds(Statement: TimeSpan.FromMilliseconds(200)), Token);

        Assert.Equal((50, "MaxTimeMSExpired"), await CodeAsync(() => RunAsync(Increment, waiter)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(60_000)]
    public async Task A_change_of_an_index_ends_at_the_statement_timeout(int? lockMilliseconds)
    {
        await InsertAsync("c", 1);
        await InsertAsync("fence", 1);
        await using var holder = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, holder);
        var bounds = new TransactionBounds(
            Lock: lockMilliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null, Statement: TimeSpan.FromMilliseconds(300));

        Assert.Equal((50, "MaxTimeMSExpired"), await CodeAsync(() => Database.RunFencedAsync(
            """{ "createIndexes": "c", "indexes": [{ "key": { "n": 1 }, "name": "n_1" }] }""", Fence(1), bounds, Token)
            .WaitAsync(TimeSpan.FromSeconds(10), Token)));
    }

    [Fact]
    public async Task A_fenced_command_is_bounded_and_the_next_one_is_not()
    {
        await InsertAsync("c", 1);
        await InsertAsync("fence", 1);
        await using var holder = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, holder);
        var bounds = new TransactionBounds(Lock: TimeSpan.FromMilliseconds(100));

        Assert.Equal(Held, await CodeAsync(() => Database.RunFencedAsync(Increment, Fence(1), bounds, Token)));
        Assert.Equal((24, "LockTimeout"), await CodeAsync(() => Database.RunFencedAsync(
            """{ "createIndexes": "c", "indexes": [{ "key": { "n": 1 }, "name": "n_1" }] }""", Fence(1), bounds, Token)));
        var unbounded = Database.RunAsync(Increment, Token);
        await Task.Delay(400, Token);
        Assert.False(unbounded.IsCompleted);

        await holder.CommitAsync(Token);
        await unbounded;
        Assert.NotNull(await Database.RunFencedAsync(Increment, Fence(1), bounds, Token));
        Assert.Equal(3, await NumberAsync());
    }

    [Theory]
    [InlineData("""{ "insert": "d", "documents": [{ "_id": 1 }] }""")]
    [InlineData("""{ "delete": "c", "deletes": [{ "q": {}, "limit": 0 }] }""")]
    [InlineData("""{ "drop": "c" }""")]
    public async Task Of_a_command_whose_fence_does_not_hold_nothing_remains(string command)
    {
        await InsertAsync("c", 1);
        await InsertAsync("fence", 1);

        Assert.Null(await Database.RunFencedAsync(command, Fence(2), new TransactionBounds(), Token));
        Assert.Single(await ReadAsync("""{ "find": "c" }"""));
        Assert.Empty(await ReadAsync("""{ "find": "d" }"""));

        Assert.NotNull(await Database.RunFencedAsync(command, Fence(1), new TransactionBounds(), Token));
        var left = (await ReadAsync("""{ "find": "c" }""")).Count + (await ReadAsync("""{ "find": "d" }""")).Count;
        Assert.Equal(command.Contains("insert", StringComparison.Ordinal) ? 2 : 0, left);
    }

    [Fact]
    public async Task Of_many_that_compare_and_swap_at_once_one_wins()
    {
        await InsertAsync("c", 1);
        const int Rounds = 20;
        const int Runners = 6;
        var won = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var swap = $$"""{ "update": "c", "updates": [{ "q": { "_id": 1, "n": {{round}} }, "u": [{ "$set": { "n": {{round + 1}}, "at": "$$NOW" } }] }] }""";
            var replies = await Task.WhenAll(Enumerable.Range(0, Runners).Select(_ => Task.Run(() => RunAsync(swap))));
            won += replies.Count(reply => reply.Required("n").AsLong() == 1);
        }

        Assert.Equal((Rounds, Rounds), (won, await NumberAsync()));
    }

    [Fact]
    public async Task A_failed_write_ends_the_transaction()
    {
        await InsertAsync("c", 1);
        await using var transaction = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, transaction);
        var reply = await RunAsync("""{ "insert": "c", "documents": [{ "_id": 1 }] }""", transaction);

        Assert.Equal(11000, Assert.Single(reply.Required("writeErrors").EnumerateArray()).Required("code").AsInt());
        Assert.Equal(251, (await Assert.ThrowsAsync<DocumentCommandException>(() => transaction.CommitAsync(Token))).Code);
        await transaction.DisposeAsync();
        Assert.Equal(0, await NumberAsync());
    }

    [Fact]
    public async Task Documents_can_be_changed_while_a_cursor_of_the_same_transaction_is_read()
    {
        await InsertAsync("c", 30);
        await using var transaction = await Database.BeginAsync(new TransactionBounds(), Token);

        var read = 0;
        await foreach (var document in transaction.ReadAsync("""{ "find": "c", "sort": { "n": 1, "_id": 1 }, "batchSize": 3 }""", Token))
        {
            read++;
            await RunAsync(Increment, transaction);
        }

        await transaction.CommitAsync(Token);
        Assert.Equal((30, 30), (read, await NumberAsync()));
    }

    [Fact]
    public async Task Who_waits_for_a_document_of_the_collection_is_counted_unless_it_is_one_of_ours()
    {
        await InsertAsync("c", 1);
        await InsertAsync("quiet", 1);
        await using var holder = await Database.BeginAsync(new TransactionBounds(), Token);
        await RunAsync(Increment, holder);
        var ours = Database.RunAsync(Increment, Token);
        Assert.Equal(0, (await Database.ReadLoadAsync("c", Token)).Waiters);

        var theirs = ApplicationIncrementAsync();
        while ((await Database.ReadLoadAsync("c", Token)).Waiters != 1)
            await Task.Delay(20, Token);

        Assert.NotNull((await Database.ReadLoadAsync("c", Token)).Waiter);
        Assert.Equal(0, (await Database.ReadLoadAsync("quiet", Token)).Waiters);
        await holder.CommitAsync(Token);
        await Task.WhenAll(ours, theirs);
        Assert.Equal(3, await NumberAsync());
        Assert.Equal((0, null, null), ((await Database.ReadLoadAsync("c", Token)).Waiters, (await Database.ReadLoadAsync("c", Token)).Lag, (await Database.ReadLoadAsync("none", Token)).Waiter));
    }

    /// <summary>Whether a transaction waits for a document that another one has changed, and does not fail at once.</summary>
    private protected virtual bool WaitsForDocuments => true;

    private (int, string) Held => WaitsForDocuments ? (24, "LockTimeout") : (112, "WriteConflict");

    /// <summary>Adds one to document 1 of <c>c</c> as an application would, over a connection that is not the engine's.</summary>
    private protected abstract Task ApplicationIncrementAsync();

    private static string Fence(int id) => $$"""{ "update": "fence", "updates": [{ "q": { "_id": {{id}} }, "u": { "$set": { "n": 1 } } }] }""";

    private async Task<long> NumberAsync(int id = 1) =>
        EjsonElement.Parse(Assert.Single(await ReadAsync($$"""{ "find": "c", "filter": { "_id": {{id}} } }"""))).Required("n").AsLong();

    private static async Task<(int, string)> CodeAsync(Func<Task> work)
    {
        var refusal = await Assert.ThrowsAsync<DocumentCommandException>(work);
        return (refusal.Code, refusal.CodeName);
    }
}
