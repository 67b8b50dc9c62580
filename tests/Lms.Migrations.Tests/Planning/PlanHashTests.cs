using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.Catalog;

namespace Lms.Migrations.Tests.Planning;

/// <summary>What somebody approves today is told from anything else tomorrow, by another process on another machine.</summary>
public sealed class PlanHashTests : CatalogTest
{
    private const string Table = """
        -- Create it.
        -- migrate:up lock_timeout:2s
        CREATE TABLE t (id int);
        -- migrate:verify
        SELECT id FROM t;
        -- migrate:down
        DROP TABLE t;
        """;

    private const string Backfill = """
        -- migrate:backfill table:users key:id batch:2000 undo:balance,status sum:balance
        UPDATE users SET balance = 1, status = 'x' WHERE balance = 0;
        """;

    private const string Documents = """
        {
          "up": [
            { "backfill": "users", "where": { "a": 0 }, "set": { "a": 1 } },
            { "backfill": "users", "where": { "b": 0 }, "set": { "b": 1 } }
          ],
          "down": [{ "undo": "users", "step": 1 }],
          "before": [{ "none": { "find": "users", "filter": { "a": 2 } }, "message": "twos" }],
          "after": [{ "none": { "find": "users", "filter": { "a": 3 } }, "message": "threes", "on": "down" }]
        }
        """;

    /// <summary>Worked out by another program from the definition: each part with its length before it, in four bytes, the lowest first.</summary>
    [Fact]
    public async Task The_hash_is_the_same_in_every_process_and_on_every_machine()
    {
        var step = new PinnedStep(MigrationVersion.Parse("007"), "create-t", "0123456789abcdef");

        Assert.Equal("4720ed88661e119bd1ad77281a0564772366f49a0421b02690bba89a6942909f", new PinnedPlan("lms", Direction.Up, AllowsOutOfOrder: false, [step]).Hash);
        Assert.Equal("07b1858fb7244cffa7d615ac4153e7233ed35e6e18204bb9fff87fc72a37a8c0", await FingerprintAsync("7-t.sql", Table, Direction.Up));
    }

    [Fact]
    public async Task A_plan_comes_back_from_JSON_as_it_was()
    {
        Directory.Write("007-t.sql", Table);
        Directory.Write("20260131093000-users.sql", Backfill);
        var steps = (await ReadAsync()).Migrations.Select(migration => PlannedStep.Of(migration, Direction.Down, new MigrationRunnerOptions()));
        var plan = new MigrationPlan("lms", Direction.Down, [.. steps], []) { AllowsOutOfOrder = true }.Pin();

        var read = JsonSerializer.Deserialize<PinnedPlan>(JsonSerializer.Serialize(plan))!;

        Assert.Equal(plan.Hash, read.Hash);
        Assert.Equal(["007-t", "20260131093000-users"], read.Steps.Select(step => step.Id));
        Assert.Equal((plan.Database, plan.Direction, plan.AllowsOutOfOrder), (read.Database, read.Direction, read.AllowsOutOfOrder));
        Assert.Equal(plan.Steps, read.Steps);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"\"")]
    [InlineData("\"1a\"")]
    [InlineData("null")]
    public void What_is_no_version_is_not_read_as_one(string version) => Assert.Throws<JsonException>(
        () => JsonSerializer.Deserialize<PinnedStep>($$"""{ "Version": {{version}}, "Name": "t", "Fingerprint": "00" }"""));

    [Theory]
    [InlineData("(id int)", "(id bigint)", true, true)]
    [InlineData("lock_timeout:2s", "lock_timeout:3s", true, false)]
    [InlineData("lock_timeout:2s", "lock_timeout:2000ms", false, false)]
    [InlineData("lock_timeout:2s", "lock_timeout:2s statement_timeout:1m", true, false)]
    [InlineData("lock_timeout:2s", "lock_timeout:2s window:required", true, false)]
    [InlineData("lock_timeout:2s", "lock_timeout:2s transaction:false", true, false)]
    [InlineData("SELECT id FROM t;", "SELECT id FROM t WHERE id > 1;", true, false)]
    [InlineData("SELECT id FROM t;", "SELECT id FROM t; SELECT 1;", true, false)]
    [InlineData("DROP TABLE t;", "DROP TABLE IF EXISTS t;", false, true)]
    [InlineData("DROP TABLE t;", "DROP TABLE t; SELECT 1;", false, true)]
    [InlineData("-- migrate:down", "-- migrate:down window:required", false, true)]
    [InlineData("Create it.", "Create the table.", false, false)]
    [InlineData("CREATE TABLE t (id int);", "CREATE  TABLE t -- of one column\n  (id int) ;", false, false)]
    public async Task Whatever_is_run_counts_and_nothing_else(string before, string after, bool changesUp, bool changesDown)
    {
        var other = Table.Replace(before, after, StringComparison.Ordinal);

        Assert.NotEqual(Table, other);
        Assert.Equal((changesUp, changesDown), await DifferencesAsync("1-t.sql", Table, other));
    }

    [Theory]
    [InlineData("key:id", "key:nr", true)]
    [InlineData("undo:balance,status", "undo:balance", true)]
    [InlineData(" sum:balance", "", true)]
    [InlineData("balance = 1", "balance = 2", true)]
    [InlineData("batch:2000", "batch:200", false)]
    public async Task Of_a_backfill_everything_counts_both_ways_but_the_size_of_its_batches(string before, string after, bool changes)
    {
        var other = Backfill.Replace(before, after, StringComparison.Ordinal);

        Assert.NotEqual(Backfill, other);
        Assert.Equal((changes, changes), await DifferencesAsync("1-users.sql", Backfill, other));
    }

    [Theory]
    [InlineData("\"step\": 1", "\"step\": 2", false, true)]
    [InlineData("\"twos\"", "\"two\"", true, false)]
    [InlineData("{ \"a\": 2 }", "{ \"a\": 4 }", true, false)]
    [InlineData("{ \"a\": 3 }", "{ \"a\": 4 }", false, true)]
    [InlineData(", \"on\": \"down\"", "", true, true)]
    public async Task Of_documents_checks_and_what_is_undone_count_too(string before, string after, bool changesUp, bool changesDown)
    {
        var other = Documents.Replace(before, after, StringComparison.Ordinal);

        Assert.NotEqual(Documents, other);
        Assert.Equal((changesUp, changesDown), await DifferencesAsync("1-users.json", Documents, other));
    }

    [Fact]
    public async Task A_check_that_is_made_at_another_moment_is_another_check()
    {
        const string Before = """{ "up": [{ "drop": "t" }], "before": [{ "none": { "find": "t" }, "message": "full" }] }""";
        var after = Before.Replace("before", "after", StringComparison.Ordinal);

        Assert.NotEqual(await FingerprintAsync("1-t.json", Before, Direction.Up), await FingerprintAsync("1-t.json", after, Direction.Up));
    }

    [Fact]
    public async Task The_two_ways_of_a_step_are_two_steps() => Assert.NotEqual(
        await FingerprintAsync("1-t.sql", Table, Direction.Up), await FingerprintAsync("1-t.sql", Table, Direction.Down));

    private async Task<(bool Up, bool Down)> DifferencesAsync(string file, string text, string other) => (
        await FingerprintAsync(file, text, Direction.Up) != await FingerprintAsync(file, other, Direction.Up),
        await FingerprintAsync(file, text, Direction.Down) != await FingerprintAsync(file, other, Direction.Down));

    private async Task<string> FingerprintAsync(string file, string text, Direction direction)
    {
        Directory.Write(file, text);
        return PlannedStep.Of(Assert.Single((await ReadAsync()).Migrations), direction, new MigrationRunnerOptions()).Fingerprint;
    }
}
