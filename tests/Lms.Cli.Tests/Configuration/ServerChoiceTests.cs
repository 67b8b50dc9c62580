using System.Globalization;
using Lms.Cli.Commands;
using Lms.Cli.Configuration;
using Lms.Contracts.Access;

namespace Lms.Cli.Tests.Configuration;

public sealed class ServerChoiceTests : IDisposable
{
    private const string Url = "http://127.0.0.1:5180";

    private static readonly DatabaseChoice Any = new([], null, null, null, null);

    private readonly string root = Directory.CreateTempSubdirectory("lms-server-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Nothing_named_is_no_worker() => Assert.Null(Resolve(url: null, token: null));

    [Fact]
    public void The_command_line_comes_before_the_environment()
    {
        Assert.Equal(new ServerAddress(new Uri(Url), "two"), Resolve(url: null, token: null, ("LMS_SERVER", Url), ("LMS_TOKEN", "two")));
        Assert.Equal(
            new ServerAddress(new Uri("https://lms.example/"), "one"),
            Resolve("https://lms.example", "one", ("LMS_SERVER", Url), ("LMS_TOKEN", "two")));
    }

    [Theory]
    [InlineData(Url)]
    [InlineData(Url + "/")]
    [InlineData("http://127.0.0.1:5182")]
    public void The_token_of_a_running_app_host_is_shown_to_each_of_its_own_workers(string url)
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow);

        Assert.Equal("three", Resolve(url, token: null)?.Token);
        Assert.Equal("two", Resolve(url, token: null, ("LMS_TOKEN", "two"))?.Token);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5181")]
    [InlineData("https://127.0.0.1:5180")]
    [InlineData("http://evil.example:5180")]
    public void And_to_no_other(string url)
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow);

        Assert.Null(Resolve(url, token: null)!.Token);
    }

    [Fact]
    public void The_token_of_an_app_host_that_is_gone_is_not_shown()
    {
        WriteState(int.MaxValue, DateTimeOffset.UtcNow);

        Assert.Null(Resolve(Url, token: null)!.Token);
    }

    [Fact]
    public void A_command_that_needs_a_worker_is_told_of_the_one_that_runs_here()
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow);

        Assert.Contains(Url, ServerChoice.Missing("run list", root, _ => null).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("three", ServerChoice.Missing("run list", root, _ => null).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_stands_in_the_state_of_an_app_host_only()
    {
        var file = Path.Combine(root, "lms.json");
        File.WriteAllText(file, State(1, DateTimeOffset.UtcNow));

        Assert.Equal("server", Assert.Throws<ConfigurationException>(() => new ConfigurationReader(_ => null).Read(file)).Property);
    }

    [Fact]
    public void An_address_does_not_print_its_token()
    {
        Assert.DoesNotContain("secret", $"{new ServerAddress(new Uri(Url), "secret")}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{new RunningServer([new Uri(Url)], "secret")}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{new DashboardChoice(Url, "secret")}", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_holds_a_token_prints_it()
    {
        var choice = new ServerChoice(Url, "secret", null);
        var kept = new TokenDocument("abc", "ci", "viewer", "ada", DateTimeOffset.UnixEpoch, null, null, null, null);

        Assert.Equal(Url, $"{choice}");
        Assert.DoesNotContain("secret", $"{new GlobalSettings(Any, choice, IsJson: false, Reason: null, "ada", Yes: false)}", StringComparison.Ordinal);
        Assert.Equal($"{kept}", $"{new CreatedTokenDocument("secret", kept)}");
    }

    [Fact]
    public void An_empty_token_is_none() => Assert.Equal("two", Resolve(Url, "", ("LMS_TOKEN", "two"))?.Token);

    [Fact]
    public void A_broken_state_of_an_app_host_is_nothing_to_a_worker_elsewhere()
    {
        Directory.CreateDirectory(Path.Combine(root, ".lms"));
        File.WriteAllText(Path.Combine(root, ".lms", "running.json"), "{ broken");

        Assert.Null(Resolve("https://lms.example", token: null)!.Token);
        Assert.Equal("two", Resolve(Url, token: null, ("LMS_TOKEN", "two"))?.Token);
        Assert.Throws<ConfigurationException>(() => Resolve(Url, token: null));
    }

    private ServerAddress? Resolve(string? url, string? token, params (string Name, string Value)[] environment) => new ServerChoice(url, token, null).Resolve(
        Any, root, name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    private void WriteState(int processId, DateTimeOffset startedAt)
    {
        Directory.CreateDirectory(Path.Combine(root, ".lms"));
        File.WriteAllText(Path.Combine(root, ".lms", "running.json"), State(processId, startedAt));
    }

    private static string State(int processId, DateTimeOffset startedAt) => string.Create(CultureInfo.InvariantCulture, $$"""
        { "processId": {{processId}}, "startedAt": "{{startedAt:O}}", "server": { "url": "{{Url}}", "token": "three", "urls": [ "{{Url}}", "http://127.0.0.1:5182" ] },
          "databases": [ { "name": "lms", "connection": "Host=x", "catalog": "c" } ] }
        """);
}
