using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>What reaches terminals, pipes and the log.</summary>
public sealed class OutputTests(PostgresServer server) : CliTest(server)
{
    private const char Escape = '\u001b';

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Catalog.WithTable("001", "one");
    }

    [Fact]
    public async Task Piped_output_has_no_escape_codes()
    {
        Catalog.With("002-broken.sql", "-- migrate:up\nSELECT 1/0;\n");

        var output = string.Concat((await RunAsync("plan")).All, (await RunAsync("migrate")).All, (await RunAsync("status")).All, (await RunAsync("history")).All);

        Assert.Contains("✗ failed", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, output);
    }

    [Fact]
    public async Task A_terminal_gets_colour()
    {
        Assert.Matches($"{Escape}\\[[0-9]+m○ pending", await RunOnTerminalAsync("xterm-256color", noColour: "", "status"));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("migrate")]
    public async Task NO_COLOR_takes_colour_and_weight_from_a_terminal(string command)
    {
        var output = await RunOnTerminalAsync("xterm-256color", noColour: "1", command);

        Assert.Contains("main", output, StringComparison.Ordinal);
        Assert.DoesNotMatch($"{Escape}\\[[0-9;]*m", output);
    }

    [Fact]
    public async Task A_dumb_terminal_gets_plain_lines()
    {
        Assert.DoesNotContain(Escape, await RunOnTerminalAsync("dumb", noColour: "", "migrate"));
    }

    [Fact]
    public async Task The_log_says_when_who_what_and_on_which_database()
    {
        await RunWellAsync("migrate", "--actor", "alice", "--reason", "release 12");
        Catalog.With("002-broken.sql", "-- migrate:up\nSELECT 1/0;\n");
        await RunAsync("migrate");

        var log = await File.ReadAllTextAsync(Path.Combine(Directory, "logs", "migration.log"), Token);

        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[INF\] main alice: 001-create-one applied in \d+ ms$", log);
        Assert.Contains("reason: release 12", log, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^.* \[ERR\] main tester: migrate failed \(migrationFailed\): .*002-broken\.sql:2 \(SQLSTATE 22012\)", log);
    }

    [Fact]
    public async Task Asking_writes_no_log()
    {
        await RunWellAsync("status");

        Assert.False(System.IO.Directory.Exists(Path.Combine(Directory, "logs")));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_one_warning_and_no_failure()
    {
        await File.WriteAllTextAsync(Path.Combine(Directory, "logs"), "in the way", Token);

        var result = await RunWellAsync("migrate");

        Assert.Single(result.Error.Split('\n'), line => line.Contains("cannot be written", StringComparison.Ordinal));
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task The_password_appears_in_no_output_and_no_log()
    {
        Assert.NotEmpty(Password);
        Catalog.With("002-broken.sql", "-- migrate:up\nSELECT 1/0;\n");
        var output = "";
        string[][] calls = [["status"], ["plan"], ["migrate"], ["history"], ["validate"], ["repair", "--yes"], ["rollback"], ["status", "--output", "json"]];
        foreach (var call in calls)
            output += (await RunAsync(call)).All;
        output += await File.ReadAllTextAsync(Path.Combine(Directory, "logs", "migration.log"), Token);

        Assert.DoesNotContain(Password, output, StringComparison.Ordinal);
    }
}
