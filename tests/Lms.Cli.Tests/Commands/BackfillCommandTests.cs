using Lms.Testing;
using Npgsql;

namespace Lms.Cli.Tests.Commands;

/// <summary><c>lms backfill</c> on backfills that have ended, and what it says to mistakes.</summary>
public sealed class BackfillCommandTests(PostgresServer server) : BackfillTest(server)
{
    private const string Sums = "sum 0 → 20,000";

    [Fact]
    public async Task A_run_tells_what_its_backfill_did()
    {
        var result = await RunWellAsync("migrate");

        Assert.Contains("✓ backfill 1: 800 of 1,000 accounts changed in ", result.All, StringComparison.Ordinal);
        Assert.Contains(Sums, result.All, StringComparison.Ordinal);
        Assert.Contains("1 migration applied in ", result.Out, StringComparison.Ordinal);
        Assert.Contains(", 800 accounts changed in batches", result.Out, StringComparison.Ordinal);
        Assert.Equal(Changed, await ChangedAsync());
        Assert.Contains("backfill 1 succeeded", await File.ReadAllTextAsync(Path.Combine(Directory, "logs", "migration.log"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_one_the_list_says_so()
    {
        Assert.Equal("No backfill ever ran in main.\n", (await RunWellAsync("backfill", "list")).Out);
        Assert.Equal(0, (await RunJsonAsync("backfill", "list")).First.GetProperty("backfills").GetArrayLength());
    }

    [Fact]
    public async Task It_is_listed_and_shown_with_the_documented_names()
    {
        await RunWellAsync("migrate", "--reason", "release 12");

        var list = await RunWellAsync("backfill", "list");
        var show = await RunWellAsync("backfill", "show", "1");
        var json = await BackfillAsync();

        Assert.Matches(@"(?m)^ *1  001-fill-balances  accounts  ✓ succeeded  100 %", list.Out);
        Assert.Contains("800 of 1,000 accounts changed", show.Out, StringComparison.Ordinal);
        Assert.Contains("10: 10 done", show.Out, StringComparison.Ordinal);
        Assert.Equal(
            [
                "id", "version", "migrationName", "statement", "source", "state", "isDriven", "changedBy", "reason", "startedAt", "changedAt", "runId",
                "processed", "total", "isTotalExact", "fraction", "matched", "modified", "batches", "sumBefore", "sumAfter", "chunks",
                "ratePerSecond", "remainingMs", "batchSize", "lanes", "throttle", "restored", "conflicts", "error",
            ],
            json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            (1, "001", "accounts", "succeeded", 1_000, 1_000, 800),
            (json.GetProperty("id").GetInt64(), json.GetProperty("version").GetString(), json.GetProperty("source").GetString(),
                json.GetProperty("state").GetString(), json.GetProperty("processed").GetInt64(), json.GetProperty("total").GetInt64(),
                json.GetProperty("modified").GetInt64()));
        Assert.Equal(10, json.GetProperty("chunks").GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task A_run_as_JSON_has_its_backfills()
    {
        var run = (await RunJsonAsync("migrate")).First;

        var backfill = run.GetProperty("backfills")[0];
        Assert.Equal(("succeeded", 800), (backfill.GetProperty("state").GetString(), backfill.GetProperty("modified").GetInt64()));
        Assert.Equal(run.GetProperty("runId").GetString(), backfill.GetProperty("runId").GetString());
    }

    [Fact]
    public async Task A_plan_says_that_it_runs_in_batches()
    {
        Assert.Contains("in batches, each a transaction of its own", (await RunWellAsync("plan")).Out, StringComparison.Ordinal);
        var step = (await RunJsonAsync("plan")).First.GetProperty("steps")[0];

        Assert.True(step.GetProperty("batched").GetBoolean());
        Assert.Equal("backfill", step.GetProperty("statements")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_rollback_restores_and_lists_what_was_changed_since()
    {
        await RunWellAsync("migrate");
        await Database.ExecuteAsync("UPDATE accounts SET balance = 7 WHERE id IN (11, 12); DELETE FROM accounts WHERE id = 13", Token);

        var rollback = await RunWellAsync("rollback");
        var conflicts = await RunWellAsync("backfill", "conflicts", "1");
        var json = (await RunJsonAsync("backfill", "conflicts", "1", "--limit", "1")).First;

        Assert.Contains("797 accounts restored, 3 left alone", rollback.All, StringComparison.Ordinal);
        Assert.Contains("lms backfill conflicts 1", rollback.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^11 +balance +0 +0\.55 +7$", conflicts.Out);
        Assert.Matches(@"(?m)^13 +balance +0 +0\.65 +deleted$", conflicts.Out);
        Assert.Equal((3, 1), (json.GetProperty("total").GetInt64(), json.GetProperty("conflicts").GetArrayLength()));
        Assert.Equal(
            """{"key":"11","field":"balance","before":"0","written":"0.55","found":"7","isDeleted":false}""",
            json.GetProperty("conflicts")[0].GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.Matches(@"↶ undone .*3 left alone", (await RunWellAsync("backfill", "list")).Out);
    }

    [Fact]
    public async Task Rows_that_the_server_rejects_are_told_and_tried_again_by_the_next_run()
    {
        await Database.ExecuteAsync("UPDATE accounts SET earnings = 8000000 WHERE id = 501", Token);

        var failed = await RunAsync("migrate");
        var show = await RunWellAsync("backfill", "show", "1");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("✗ backfill 1: failed at ", failed.All, StringComparison.Ordinal);
        Assert.Contains("accounts_balance_check", failed.Error, StringComparison.Ordinal);
        Assert.Contains("1 failed", show.Out, StringComparison.Ordinal);
        Assert.Contains("lms migrate", show.Out, StringComparison.Ordinal);

        await Database.ExecuteAsync("UPDATE accounts SET earnings = 50.1 WHERE id = 501", Token);
        await RunWellAsync("migrate");
        Assert.Equal(Changed, await ChangedAsync());
    }

    [Fact]
    public async Task One_that_the_table_does_not_allow_is_a_failed_migration_with_its_place()
    {
        var file = WriteBackfill(key: "earnings");

        var result = await RunJsonAsync("migrate");

        Assert.Equal((1, "migrationFailed"), (result.ExitCode, result.Failure.GetProperty("kind").GetString()));
        Assert.Equal((file, 3), (result.Failure.GetProperty("file").GetString(), result.Failure.GetProperty("line").GetInt32()));
        Assert.Equal(0, await ChangedAsync());
    }

    [Fact]
    public async Task Its_chunks_are_listed_a_page_at_a_time_with_the_documented_names()
    {
        await RunWellAsync("migrate");

        var all = await RunWellAsync("backfill", "chunks", "1");
        var page = await RunWellAsync("backfill", "chunks", "1", "--limit", "4", "--after", "2");
        var json = (await RunJsonAsync("backfill", "chunks", "1", "--limit", "4", "--after", "2")).First;

        Assert.Matches(@"(?m)^ 1  ✓ done  –      100    100 / 100       80 ", all.Out);
        Assert.Matches(@"(?m)^10  ✓ done  900    1000   100 / 100       80 ", all.Out);
        Assert.DoesNotContain("→", all.Out, StringComparison.Ordinal);
        Assert.EndsWith("→ more: the same with --after 6\n", page.Out, StringComparison.Ordinal);
        Assert.Equal((1, 6, 4), (json.GetProperty("backfill").GetInt64(), json.GetProperty("next").GetInt32(), json.GetProperty("chunks").GetArrayLength()));
        var chunk = json.GetProperty("chunks")[0];
        Assert.Equal(
            [
                "number", "state", "after", "to", "cursor", "lane", "attempts", "timeouts", "keys", "processed", "matched", "modified", "batches",
                "error", "leasedUntil",
            ],
            chunk.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            (3, "done", "200", "300", 80),
            (chunk.GetProperty("number").GetInt32(), chunk.GetProperty("state").GetString(), chunk.GetProperty("after").GetString(),
                chunk.GetProperty("to").GetString(), chunk.GetProperty("modified").GetInt32()));
    }

    [Fact]
    public async Task The_chunks_that_failed_are_found_by_their_state_with_the_reason()
    {
        await Database.ExecuteAsync("UPDATE accounts SET earnings = 8000000 WHERE id = 501", Token);
        Assert.Equal(1, (await RunAsync("migrate")).ExitCode);

        var failed = await RunWellAsync("backfill", "chunks", "1", "--state", "failed");
        var pending = await RunWellAsync("backfill", "chunks", "1", "--state", "pending");

        Assert.Matches(@"(?m)^ 6  ✗ failed  500    600    \d+ / 100 .*accounts_balance_check", failed.Out);
        Assert.DoesNotContain("done", failed.Out, StringComparison.Ordinal);
        Assert.EndsWith("It has no pending chunk.\n", pending.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            "There is no chunk behind number 10.\n", (await RunWellAsync("backfill", "chunks", "1", "--after", "10")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no backfill 7", "backfill", "chunks", "7")]
    [InlineData("'stuck' is not a state of a chunk; known are pending, running, done, failed.", "backfill", "chunks", "1", "--state", "stuck")]
    [InlineData("'-3' is not a number from 1.", "backfill", "chunks", "1", "--after", "-3")]
    [InlineData("Limit is 1001; it must be from 1 to 1000.", "backfill", "chunks", "1", "--limit", "1001")]
    [InlineData("There is no backfill 7", "backfill", "show", "7")]
    [InlineData("There is no backfill 7", "backfill", "pause", "7")]
    [InlineData("There is no backfill 7", "backfill", "conflicts", "7")]
    [InlineData("'x' is not the number of a backfill", "backfill", "cancel", "x")]
    [InlineData("is succeeded and cannot be resumed", "backfill", "resume", "1")]
    [InlineData("is succeeded and cannot be cancelled", "backfill", "cancel", "1")]
    [InlineData("lms backfill --help", "backfill", "stop", "1")]
    public async Task A_request_that_makes_no_sense_exits_2_and_says_why(string message, params string[] arguments)
    {
        await RunWellAsync("migrate");

        var result = await RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal("succeeded", await StateAsync());
    }

    [Theory]
    [InlineData("--lanes", "0")]
    [InlineData("--lanes", "65")]
    [InlineData("--batch-target", "9ms")]
    [InlineData("--batch-target", "250")]
    [InlineData("--pause-ratio", "11")]
    [InlineData("--pause-ratio", "-1")]
    public async Task A_pace_out_of_its_range_exits_2_and_touches_nothing(string option, string value)
    {
        Assert.Equal(2, (await RunAsync("migrate", option, value)).ExitCode);
        Assert.Equal(0, await ChangedAsync());
    }

    [Fact]
    public async Task A_number_is_searched_for_and_the_database_asked_for_only_when_two_have_it()
    {
        var other = await Server.CreateDatabaseAsync(Token);
        await FillAsync(other);
        WriteConfiguration(Configuration("first", Database.ConnectionString), Configuration("second", other.ConnectionString));
        await RunWellAsync("migrate", "--database", "second");

        Assert.Equal("second", (await RunJsonAsync("backfill", "show", "1")).First.GetProperty("name").GetString());
        Assert.Contains("in first or second", (await RunAsync("backfill", "show", "2")).Error, StringComparison.Ordinal);

        await RunWellAsync("migrate");
        var ambiguous = await RunAsync("backfill", "show", "1");
        Assert.Equal(2, ambiguous.ExitCode);
        Assert.Contains("in first and second", ambiguous.Error, StringComparison.Ordinal);
        Assert.Equal("second", (await RunJsonAsync("backfill", "show", "1", "--db", "second")).First.GetProperty("name").GetString());
        Assert.Matches(@"(?m)^ *1  second    001-fill-balances", (await RunWellAsync("backfill", "list")).Out);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_in_the_way_only_until_another_is_named()
    {
        await RunWellAsync("migrate");
        var away = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = 1 }.ConnectionString;
        WriteConfiguration(Configuration("away", away), Configuration("main", Database.ConnectionString));

        var search = await RunJsonAsync("backfill", "show", "1");

        Assert.Equal((3, "away"), (search.ExitCode, search.Failure.GetProperty("database").GetString()));
        Assert.Contains("--db", search.Failure.GetProperty("wayOut").GetString(), StringComparison.Ordinal);
        await RunWellAsync("backfill", "show", "1", "--db", "main");
    }
}
