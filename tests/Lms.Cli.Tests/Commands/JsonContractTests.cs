using System.Text.Json;
using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>The names and shapes that scripts rely on.</summary>
public sealed class JsonContractTests(PostgresServer server) : CliTest(server)
{
    [Fact]
    public async Task Status_has_the_documented_shape()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await RunWellAsync("migrate", "--to", "001");

        var result = await RunJsonAsync("status");

        Assert.Equal(["databases"], Names(result.Json));
        Assert.Equal(["name", "engine", "applied", "pending", "failed", "migrations"], Names(result.First));
        Assert.Equal("""["main","postgresql",1,1,0]""", Values(result.First, "name", "engine", "applied", "pending", "failed"));
        var migrations = result.First.GetProperty("migrations");
        Assert.Equal(["version", "name", "description", "state", "appliedAt", "appliedBy", "durationMs", "checksum", "recordedChecksum"], Names(migrations[0]));
        Assert.Equal("""["001","create-one","Create one.","applied","tester"]""", Values(migrations[0], "version", "name", "description", "state", "appliedBy"));
        Assert.Equal("""["002","pending",null,null,null]""", Values(migrations[1], "version", "state", "appliedAt", "appliedBy", "durationMs"));
        Assert.True(migrations[0].GetProperty("appliedAt").TryGetDateTimeOffset(out _));
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_run_says_what_it_did_and_finds_itself_again_in_the_history()
    {
        Catalog.WithTable("001", "one");

        var run = (await RunJsonAsync("migrate", "--reason", "because")).First;
        var happened = (await RunJsonAsync("history")).First.GetProperty("events")[0];

        Assert.Equal("""["main","postgresql","up"]""", Values(run, "name", "engine", "direction"));
        Assert.Equal("""["001","create-one"]""", Values(run.GetProperty("steps")[0], "version", "name"));
        Assert.Equal(run.GetProperty("runId").GetString(), happened.GetProperty("runId").GetString());
        Assert.Equal("""["migrated","succeeded","tester","because"]""", Values(happened, "kind", "outcome", "actor", "reason"));
    }

    [Fact]
    public async Task A_failed_run_says_what_was_done_before_and_why_it_ended()
    {
        Catalog.WithTable("001", "one").With("002-broken.sql", "-- migrate:up\nSELECT 1/0;\n");

        var result = await RunJsonAsync("migrate");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("001", result.First.GetProperty("steps")[0].GetProperty("version").GetString());
        Assert.Equal("""["migrationFailed",1,"main","002","22012",2]""", Values(result.Failure, "kind", "exitCode", "database", "version", "sqlState", "line"));
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task A_plan_lists_statements_with_their_lines()
    {
        Catalog.WithTable("001", "one");

        var step = (await RunJsonAsync("plan")).First.GetProperty("steps")[0];

        Assert.Equal("""["001",true,200,0,true]""", Values(step, "version", "transaction", "lockTimeoutMs", "statementTimeoutMs", "reversible"));
        Assert.Equal("""[3,"CREATE TABLE one (id int PRIMARY KEY)"]""", Values(step.GetProperty("statements")[0], "line", "text"));
    }

    [Fact]
    public async Task Every_other_command_answers_with_one_document_too()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");

        Assert.Equal(1, (await RunJsonAsync("baseline", "--to", "001")).First.GetProperty("adopted").GetArrayLength());
        Assert.Equal("pending", (await RunJsonAsync("mark", "001", "pending", "--reason", "x")).First.GetProperty("migration").GetProperty("state").GetString());
        Assert.True((await RunJsonAsync("validate")).First.GetProperty("valid").GetBoolean());
        Assert.Equal(0, (await RunJsonAsync("repair")).First.GetProperty("findings").GetArrayLength());
        Assert.EndsWith("003-next.sql", (await RunJsonAsync("new", "next")).Json.GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "--no-such-option")]
    [InlineData("status", "--config", "nowhere.json")]
    [InlineData("rollbackAll")]
    public async Task A_failure_before_any_database_is_a_document_as_well(params string[] arguments)
    {
        var result = await RunJsonAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(2, result.Failure.GetProperty("exitCode").GetInt32());
        Assert.NotEmpty(result.Failure.GetProperty("message").GetString()!);
        Assert.Empty(result.Error);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static string Values(JsonElement element, params string[] names) =>
        $"[{string.Join(',', names.Select(name => element.GetProperty(name).GetRawText()))}]";
}
