using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Documents.Engine;

public sealed class DocumentIndexTests(PostgresServer server) : DocumentEngineTest(server)
{
    private const string Two = """
        { "createIndexes": "c", "indexes": [{ "key": { "a": 1 }, "name": "a_1" }] },
        { "createIndexes": "c", "indexes": [{ "key": { "b": 1, "c": -1 }, "name": "b_1_c_-1", "partialFilterExpression": { "b": { "$gt": 0 } } }] }
        """;

    [Fact]
    public async Task An_equal_index_that_exists_is_left_alone_and_told()
    {
        Write("1_one", """{ "createIndexes": "c", "indexes": [{ "key": { "a": { "$numberLong": "1" } }, "name": "a_1", "unique": false }] }""");
        await MigrateAsync();
        Write("2_two", Two);

        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.Equal("a_1", Assert.Single(events.OfType<IndexFound>()).Index);
        Assert.Equal(["_id_", "a_1", "b_1_c_-1"], await Database.IndexesAsync("c", Token));
    }

    [Fact]
    public async Task When_every_index_is_there_nothing_is_built_and_the_migration_counts_as_applied()
    {
        Write("1_one", Two);
        await MigrateAsync();
        Write("2_again", Two);

        var events = await CollectAsync(Runner().MigrateAsync(new MigrateRequest(), Token));

        Assert.Equal(["a_1", "b_1_c_-1"], events.OfType<IndexFound>().Select(found => found.Index));
        Assert.Equal("nothing to do: everything was there", (await DocumentAsync("migrations", """{ "_id": "2" }""")).Required("result").Required("message").AsText());
    }

    [Theory]
    [InlineData("""{ "key": { "b": 1, "c": -1 }, "name": "b_1_c_-1" }""")]
    [InlineData("""{ "key": { "b": 1, "c": -1 }, "name": "b_1_c_-1", "partialFilterExpression": { "b": { "$gt": 1 } } }""")]
    [InlineData("""{ "key": { "c": -1, "b": 1 }, "name": "b_1_c_-1", "partialFilterExpression": { "b": { "$gt": 0 } } }""")]
    [InlineData("""{ "key": { "b": 1, "c": 1 }, "name": "b_1_c_-1", "partialFilterExpression": { "b": { "$gt": 0 } } }""")]
    [InlineData("""{ "key": { "b": 1, "c": -1 }, "name": "other", "partialFilterExpression": { "b": { "$gt": 0 } } }""")]
    [InlineData("""{ "key": { "b": 1, "c": -1 }, "name": "b_1_c_-1", "unique": true, "partialFilterExpression": { "b": { "$gt": 0 } } }""")]
    public async Task A_different_index_of_that_name_or_keys_is_shown_before_anything_is_built(string there)
    {
        Write("1_before", $$"""{ "createIndexes": "c", "indexes": [{{there}}] }""");
        await MigrateAsync();
        var before = await Database.IndexesAsync("c", Token);
        Write("2_two", Two);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("wanted is 'b_1_c_-1' { b: 1, c: -1 } partialFilterExpression: { b: { $gt: 0 } }, there is '", failure.Message);
        Assert.Equal((4, 2), (failure.Line, failure.Fault?.Number));
        Assert.Contains("Nothing was built", failure.WayOut);
        Assert.Equal(before, await Database.IndexesAsync("c", Token));
        Assert.Equal([MigrationState.Applied, MigrationState.Failed], await StatesAsync());
    }

    [Fact]
    public async Task Dropping_what_was_dropped_by_hand_is_done_already()
    {
        Write("1_two", Two, """{ "dropIndexes": "c", "index": "b_1_c_-1" }, { "dropIndexes": "c", "index": "a_1" }""");
        Write("2_drop", """{ "dropIndexes": "c", "index": "b_1_c_-1" }""", "");
        await MigrateAsync();

        await Runner().RollbackAllAsync(Token);

        Assert.Equal(["_id_"], await Database.IndexesAsync("c", Token));
    }

    [Fact]
    public async Task A_wait_for_writers_is_bounded_and_repeated_until_they_are_done()
    {
        await Database.InsertAsync("c", Token, """{ "_id": 1, "a": 1 }""");
        Write("1_two", Two);
        var options = new MigrationRunnerOptions { LockTimeout = TimeSpan.FromMilliseconds(100), RetryDelay = TimeSpan.FromMilliseconds(10) };
        await using var writer = await Database.OpenAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await ChangeAsync(writer);

        var retries = new List<RetryScheduled>();
        await foreach (var happened in Runner(options).MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is not RetryScheduled retry)
                continue;
            retries.Add(retry);
            if (retries.Count == 2)
                await transaction.CommitAsync(Token);
        }

        Assert.InRange(retries.Count, 2, 9);
        var holder = Assert.Single(retries[0].Blockers);
        Assert.Equal(("test", "idle in transaction", writer.ProcessID), (holder.Application, holder.State, holder.ProcessId));
        Assert.Equal("createIndexes c: 1 built; createIndexes c: 1 built", (await DocumentAsync("migrations", "{}")).Required("result").Required("message").AsText());
        Assert.Equal(["_id_", "a_1", "b_1_c_-1"], await Database.IndexesAsync("c", Token));
    }

    [Fact]
    public async Task A_collection_that_stays_busy_ends_the_attempts_and_names_who_holds_it()
    {
        await Database.InsertAsync("c", Token, """{ "_id": 1, "a": 1 }""");
        Write("1_two", Two);
        var options = new MigrationRunnerOptions
        {
            LockTimeout = TimeSpan.FromMilliseconds(50), RetryDelay = TimeSpan.FromMilliseconds(5), LockAttempts = 3,
        };
        await using var writer = await Database.OpenAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await ChangeAsync(writer);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(options));

        Assert.Contains("(MongoDB 24 LockTimeout), 3 attempts in a row; held by pid", failure.Message);
        Assert.Equal(writer.ProcessID, Assert.Single(failure.Blockers).ProcessId);
        Assert.Equal(["_id_"], await Database.IndexesAsync("c", Token));
    }

    private async Task ChangeAsync(NpgsqlConnection connection)
    {
        await using var update = new NpgsqlCommand("SELECT documentdb_api.update($1, $2::text::documentdb_core.bson)::text", connection)
        {
            Parameters = { new() { Value = Database.Name }, new() { Value = """{ "update": "c", "updates": [{ "q": {}, "u": { "$set": { "a": 2 } } }] }""" } },
        };
        await update.ExecuteNonQueryAsync(Token);
    }
}
