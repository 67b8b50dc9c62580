using System.Globalization;
using System.Text.Json;
using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary><c>lms history</c>: what its options leave, how a page leads to the next, and what it says to mistakes.</summary>
public sealed class HistoryCommandTests(PostgresServer server) : CliTest(server)
{
    [Fact]
    public async Task Options_leave_the_events_that_fit_them()
    {
        var (up, down) = await HappenedAsync();

        Assert.Equal(["marked", "rolledBack", "migrated", "migrated"], await KindsAsync());
        Assert.Equal(["marked", "rolledBack"], await KindsAsync("--by", "bob"));
        Assert.Equal(["marked", "rolledBack"], await KindsAsync("--kind", "MARKED", "--kind", "rolledback"));
        Assert.Equal(["migrated"], await KindsAsync("--outcome", "failed"));
        Assert.Equal(["marked", "rolledBack", "migrated"], await KindsAsync("--migration", "1"));
        Assert.Equal(["migrated"], await KindsAsync("--migration", "002-broken"));
        Assert.Equal(["migrated", "migrated"], await KindsAsync("--run", up));
        Assert.Equal(["rolledBack"], await KindsAsync("--run", down));
        Assert.Equal(["migrated", "migrated"], await KindsAsync("--text", "RELEASE 12"));
        Assert.Equal(["migrated"], await KindsAsync("--text", "22012", "--by", "alice"));
        Assert.Equal(["marked", "rolledBack", "migrated", "migrated"], await KindsAsync("--since", "1h", "--until", "0"));
        Assert.Empty(await KindsAsync("--until", "2h"));
        Assert.Empty(await KindsAsync("--until", "2026-01-31"));
    }

    [Theory]
    [InlineData("2026-03-01T20:00:00Z", "2026-03-01T20:00:01Z", true)]
    [InlineData("2026-03-01T20:00:00.001Z", "2026-03-02T00:00Z", false)]
    [InlineData("2026-03-01T00:00Z", "2026-03-01T20:00Z", false)]
    [InlineData("2026-03-02T05:00+09:00", "2026-03-02 05:00:00.5+09:00", true)]
    public async Task A_time_is_meant_to_the_second_and_below(string since, string until, bool isFound)
    {
        await HappenedAtAsync("2026-03-01 20:00+00");

        Assert.Equal(isFound ? ["seeded"] : [], await KindsAsync("--since", since, "--until", until));
    }

    [Theory]
    [InlineData("UTC", "2026-03-01", "2026-03-02")]
    [InlineData("Asia/Tokyo", "2026-03-02", "2026-03-03")]
    [InlineData("Asia/Tokyo", "2026-03-02T05:00", "2026-03-02 05:00:01")]
    public async Task A_date_and_a_time_without_an_offset_are_meant_where_the_reader_is(string zone, string since, string until)
    {
        Assert.SkipUnless(File.Exists($"/usr/share/zoneinfo/{zone}"), "The machine knows no time zones.");
        await HappenedAtAsync("2026-03-01 20:00+00");

        var found = await RunWithAsync(
            new Dictionary<string, string> { ["TZ"] = zone }, "history", "--kind", "seeded", "--since", since, "--until", until);

        Assert.Contains("seed", found.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("fits", found.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_how_to_get_the_next_one()
    {
        await HappenedAsync();

        var first = await RunWellAsync("history", "--limit", "3");
        var next = (await RunJsonAsync("history", "--limit", "3")).First.GetProperty("next").GetInt64();
        var last = await RunWellAsync("history", "--limit", "3", "--before", next.ToString(CultureInfo.InvariantCulture));

        Assert.EndsWith($"→ older ones: the same with --before {next}\n", first.Out, StringComparison.Ordinal);
        Assert.Contains("001-create-one", last.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("→", last.Out, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await RunJsonAsync("history", "--before", $"{next}")).First.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Of_several_databases_each_has_its_own_next_page()
    {
        var other = await Server.CreateDatabaseAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(Directory, "lms.json"), $$"""
            { "databases": [
                { "name": "first", "connection": {{Quote(Database.ConnectionString)}}, "catalog": {{Quote(Catalog.Path)}} },
                { "name": "second", "connection": {{Quote(other.ConnectionString)}}, "catalog": {{Quote(Catalog.Path)}} } ] }
            """, Token);
        Catalog.WithTable("001", "one").WithTable("002", "two").WithTable("003", "three");
        await RunWellAsync("migrate", "--database", "first");
        await RunWellAsync("migrate", "--database", "second");

        // The newest four: all three of second, and the last of first.
        var page = await RunWellAsync("history", "--limit", "4");
        var unclear = await RunAsync("history", "--before", "3");
        var next = await RunWellAsync("history", "--before", "3", "--db", "first");

        Assert.EndsWith("→ older ones of first: the same with --db first --before 3\n", page.Out, StringComparison.Ordinal);
        Assert.Single(page.Out.Split('\n'), line => line.StartsWith('→'));
        Assert.Equal(2, unclear.ExitCode);
        Assert.Contains("first, second", unclear.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("create-three", next.Out, StringComparison.Ordinal);
        Assert.Contains("create-two", next.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_happened_and_nothing_that_fits_are_told_apart()
    {
        Assert.Contains("Nothing was ever done to it.", (await RunWellAsync("history")).Out, StringComparison.Ordinal);
        Assert.Contains("Nothing that was done to it fits.", (await RunWellAsync("history", "--by", "eve")).Out, StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    [Theory]
    [InlineData("'frobbed' is not a kind of event; known are migrated, rolledBack, started, interrupted, baselined, marked, repaired, leaseTakenOver, seeded, backfill, hook, approved, windowOverridden.", "--kind", "migrated", "--kind", "frobbed")]
    [InlineData("'bad' is not an outcome; known are succeeded, failed, cancelled.", "--outcome", "bad")]
    [InlineData("'yesterday' is not a time: give a date such as 2026-01-31, an ISO 8601 time such as 2026-01-31T09:30Z, or how long ago, as in 2h or 7d", "--since", "yesterday")]
    [InlineData("'2026-02-30' is not a time", "--until", "2026-02-30")]
    [InlineData("'7' is not a time", "--since", "7")]
    [InlineData("nothing lies between them", "--since", "1h", "--until", "2h")]
    [InlineData("'12' is not the id of a run", "--run", "12")]
    [InlineData("'0' is not the number of an event", "--before", "0")]
    [InlineData("'one' is not a version", "--migration", "one")]
    [InlineData("Limit is 1001; it must be from 1 to 1000.", "--limit", "1001")]
    [InlineData("Text has 0 characters; it must have from 1 to 200.", "--text", "")]
    public async Task A_question_that_makes_no_sense_exits_2_and_says_what_would(string message, params string[] options)
    {
        var human = await RunAsync(["history", .. options]);
        var json = await RunJsonAsync(["history", .. options]);

        Assert.Equal((2, 2), (human.ExitCode, json.ExitCode));
        Assert.Contains(message, human.Error, StringComparison.Ordinal);
        Assert.Empty(human.Out);
        Assert.Equal("usage", json.Failure.GetProperty("kind").GetString());
        Assert.Contains(message, json.Failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    /// <summary>alice applies 001 and fails at 002, bob undoes 001 and marks it.</summary>
    /// <returns>The ids of the two runs.</returns>
    private async Task<(string Up, string Down)> HappenedAsync()
    {
        Catalog.WithTable("001", "one").With("002-broken.sql", "-- migrate:up\nSELECT 1/0;\n");
        var up = await RunJsonAsync("migrate", "--actor", "alice", "--reason", "Release 12");
        var down = await RunJsonAsync("rollback", "--actor", "bob");
        await RunWellAsync("mark", "001", "applied", "--actor", "bob", "--reason", "by hand");
        return (up.First.GetProperty("runId").GetString()!, down.First.GetProperty("runId").GetString()!);
    }

    private async Task HappenedAtAsync(string time)
    {
        Catalog.WithTable("001", "one");
        await RunWellAsync("migrate");
        await Database.ExecuteAsync($"""
            INSERT INTO migrator.history (at, kind, outcome, run_id, actor, host, tool_version)
            VALUES ('{time}', 'seeded', 'succeeded', gen_random_uuid(), 'tester', 'here', '0.1.0')
            """, Token);
    }

    private async Task<IEnumerable<string?>> KindsAsync(params string[] options)
    {
        var result = await RunJsonAsync(["history", .. options]);
        Assert.True(result.ExitCode == 0, result.All);
        return [.. result.First.GetProperty("events").EnumerateArray().Select(happened => happened.GetProperty("kind").GetString())];
    }
}
