using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Options that name a worker, and what does not go together with one or without.</summary>
public sealed class ServerOptionTests(PostgresServer server) : CliTest(server)
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData("--config", "status", "--server", Nowhere, "--config", "lms.json")]
    [InlineData("--connection", "status", "--server", Nowhere, "--connection", "Host=x", "--catalog", ".")]
    [InlineData("--catalog", "validate", "--server", Nowhere, "--catalog", ".")]
    [InlineData("--seeders", "seed", "--server", Nowhere, "--seeders", ".")]
    [InlineData("--actor", "status", "--server", Nowhere, "--actor", "ada")]
    [InlineData("http", "status", "--server", "127.0.0.1:5180")]
    [InlineData("password", "status", "--server", "http://ada:secret-9@127.0.0.1:5180")]
    [InlineData("--server", "status", "--token", "lms_x")]
    [InlineData("characters", "status", "--server", Nowhere, "--token", "lms x")]
    [InlineData("--no-wait", "migrate", "--server", Nowhere, "--no-wait")]
    [InlineData("--reason", "rollback", "--server", Nowhere, "--all", "--yes")]
    [InlineData("--reason", "rollbackAll", "--server", Nowhere, "--yes")]
    [InlineData("--reason", "migrate", "--server", Nowhere, "--override-window")]
    [InlineData("--when", "migrate", "--server", Nowhere, "--override-window", "--when", "window", "--reason", "x")]
    [InlineData("whenever", "migrate", "--server", Nowhere, "--when", "whenever")]
    [InlineData("--plan-hash", "migrate", "--server", Nowhere, "--plan-hash")]
    [InlineData("12", "migrate", "--server", Nowhere, "--plan-hash", "abc")]
    [InlineData("this machine", "new", "x", "--server", Nowhere)]
    [InlineData("--reason", "run", "reject", "01a2193c-a826", "--server", Nowhere)]
    [InlineData("6 characters", "run", "show", "01a21", "--server", Nowhere)]
    [InlineData("king", "token", "create", "--for", "x", "--role", "king", "--server", Nowhere)]
    [InlineData("hours", "token", "create", "--for", "x", "--role", "viewer", "--expires", "30m", "--server", Nowhere)]
    [InlineData("--export", "audit", "--export", "-", "--by", "x", "--server", Nowhere)]
    [InlineData("LMS_SERVER", "run", "list")]
    [InlineData("LMS_SERVER", "whoami")]
    [InlineData("--server", "migrate", "--when", "window")]
    [InlineData("--server", "migrate", "--dry-run", "--when", "window")]
    [InlineData("--no-wait", "migrate", "--dry-run", "--no-wait", "--server", Nowhere)]
    [InlineData("--reason", "rollback", "--dry-run", "--override-window")]
    [InlineData("--server", "migrate", "--detach")]
    [InlineData("--server", "seed", "--when", "2026-12-01T01:00Z")]
    [InlineData("--override-window", "seed", "--override-window", "--reason", "x")]
    public async Task What_does_not_fit_exits_2_says_what_and_touches_nothing(string named, params string[] arguments)
    {
        Catalog.WithTable("001", "one");

        var result = await RunAsync(arguments);

        Assert.True(result.ExitCode == 2, result.All);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-9", result.All, StringComparison.Ordinal);
        Assert.Empty(result.Out);
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task The_environment_names_a_worker_unless_the_command_line_names_something_of_this_machine()
    {
        Catalog.WithTable("001", "one");
        var environment = new Dictionary<string, string> { ["LMS_SERVER"] = Nowhere };

        var asked = await RunWithAsync(environment, "status");
        var local = await RunWithAsync(environment, "status", "--config", "lms.json");
        var files = await RunWithAsync(environment, "validate", "--catalog", Catalog.Path);
        var written = await RunWithAsync(environment, "new", "next");

        Assert.Equal((3, 0, 0, 0), (asked.ExitCode, local.ExitCode, files.ExitCode, written.ExitCode));
    }
}
