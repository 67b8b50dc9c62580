using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Engine;

public sealed class DocumentCheckTests(PostgresServer server) : DocumentEngineTest(server)
{
    private const string SetDone = """{ "update": "users", "updates": [{ "q": {}, "u": { "$set": { "done": true } }, "multi": true }] }""";

    [Fact]
    public async Task A_check_before_names_the_first_ten_ids_and_how_many_and_nothing_is_changed()
    {
        await Database.InsertAsync("users", Token, Enumerable.Range(1, 250).Select(id => $$"""{ "_id": {{id}}, "n": {{id % 2}} }"""));
        Write("1_done", SetDone, more: """ "before": [{ "none": { "find": "users", "filter": { "n": 1 }, "sort": { "_id": 1 } }, "message": "These have n." }]""");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal("These have n. 125 found: 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, …", failure.Message);
        Assert.Equal(4, failure.Line);
        Assert.Contains("Nothing was changed", failure.WayOut);
        Assert.Equal(0, await Database.CountAsync("users", """{ "done": true }""", Token));
        Assert.Equal([MigrationState.Failed], await StatesAsync());
        Assert.Equal(["migrated failed"], await HistoryAsync());
    }

    [Theory]
    [InlineData("""{ "find": "users", "filter": { "n": 9 } }""")]
    [InlineData("""{ "aggregate": "users", "pipeline": [{ "$match": { "n": 9 } }] }""")]
    [InlineData("""{ "count": "users", "query": { "n": 9 } }""")]
    public async Task Every_kind_of_question_passes_when_nothing_is_found_and_fails_when_something_is(string question)
    {
        await Database.InsertAsync("users", Token, """{ "_id": "ann", "n": 9 }""", """{ "_id": { "$oid": "0123456789abcdef01234567" }, "n": 9 }""");
        Write("1_done", SetDone, more: $$""" "before": [{ "none": {{question}}, "message": "Nine." }]""");
        Assert.StartsWith("Nine. 2 found", (await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync())).Message);

        await Database.UpdateAsync("users", "{}", """{ "$set": { "n": 0 } }""", Token);
        await MigrateAsync();

        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task A_check_after_fails_the_migration_and_says_that_it_remains()
    {
        await Database.InsertAsync("users", Token, """{ "_id": "ann" }""");
        Write("1_done", SetDone, "", """ "after": [{ "none": { "find": "users", "filter": { "done": true } }, "message": "Done." }]""");

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal("Done. 1 found: \"ann\"", failure.Message);
        Assert.Contains("remains", failure.WayOut);
        Assert.Equal(1, await Database.CountAsync("users", """{ "done": true }""", Token));
        Assert.Equal([MigrationState.Failed], await StatesAsync());
    }

    [Fact]
    public async Task A_check_on_down_refuses_the_rollback_and_leaves_the_migration_applied()
    {
        await Database.InsertAsync("users", Token, """{ "_id": 1, "busy": true }""");
        Write("1_done", SetDone, """{ "update": "users", "updates": [{ "q": {}, "u": { "$unset": { "done": "" } }, "multi": true }] }""",
            """ "before": [{ "on": "down", "none": { "find": "users", "filter": { "busy": true } }, "message": "Busy." }]""");
        await MigrateAsync();

        await Assert.ThrowsAsync<StepFailedException>(() => Runner().RollbackLastMigrationAsync(Token));
        Assert.Equal([MigrationState.Applied], await StatesAsync());
        Assert.Equal(1, await Database.CountAsync("users", """{ "done": true }""", Token));
        Assert.Equal("rolledBack failed", (await HistoryAsync())[^1]);

        await Database.UpdateAsync("users", "{}", """{ "$set": { "busy": false } }""", Token);
        await Runner().RollbackLastMigrationAsync(Token);
        Assert.Equal([MigrationState.Pending], await StatesAsync());
        Assert.Equal(0, await Database.CountAsync("users", """{ "done": true }""", Token));
    }
}
