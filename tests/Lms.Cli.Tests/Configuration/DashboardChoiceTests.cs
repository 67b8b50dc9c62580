using System.Globalization;
using Lms.Cli.Configuration;

namespace Lms.Cli.Tests.Configuration;

public sealed class DashboardChoiceTests : IDisposable
{
    private const string Url = "http://127.0.0.1:5170";
    private const string Elsewhere = "https://lms.example";
    private const string Server = """ "server": { "url": "http://127.0.0.1:5180", "token": "three" }, """;
    private const string Dashboard = $$""" "dashboard": { "url": "{{Url}}" }, """;

    private readonly string root = Directory.CreateTempSubdirectory("lms-dashboard-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void That_of_a_running_app_host_is_asked_with_its_token_whatever_the_environment_says()
    {
        WriteState(Server + Dashboard);

        Assert.Equal((new Uri(Url), "three"), Resolve(url: null, token: null));
        Assert.Equal((new Uri(Url), "three"), Resolve(url: null, token: null, ("LMS_TOKEN", "two")));
        Assert.Equal((new Uri(Url), "one"), Resolve(url: null, "one"));
    }

    [Fact]
    public void Another_one_is_asked_with_the_token_that_is_given()
    {
        WriteState(Server + Dashboard);

        Assert.Equal((new Uri(Elsewhere), "one"), Resolve(Elsewhere, "one", ("LMS_TOKEN", "two")));
        Assert.Equal((new Uri(Elsewhere), "two"), Resolve(Elsewhere, token: null, ("LMS_TOKEN", " two\n")));
        Assert.Contains("--token", Assert.Throws<UsageException>(() => Resolve(Elsewhere, token: null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Url)]
    [InlineData(Url + "/")]
    public void The_token_of_an_app_host_is_found_for_its_own_dashboard(string url)
    {
        WriteState(Server + Dashboard);

        Assert.Equal("three", Resolve(url, token: null).Token);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Equal("appHostNotRunning", Assert.Throws<NoDashboardException>(() => Resolve(url: null, token: null)).Cause);

        WriteState(Server);
        Assert.Equal("dashboardUnreachable", Assert.Throws<NoDashboardException>(() => Resolve(url: null, token: null)).Cause);

        WriteState(Dashboard);
        Assert.Equal("workerUnreachable", Assert.Throws<NoDashboardException>(() => Resolve(url: null, token: null)).Cause);

        WriteState(Server + Dashboard, processId: int.MaxValue);
        Assert.Equal("appHostNotRunning", Assert.Throws<NoDashboardException>(() => Resolve(url: null, token: null)).Cause);
    }

    [Theory]
    [InlineData("127.0.0.1:5170", "one")]
    [InlineData("http://ada:secret@127.0.0.1:5170", "one")]
    [InlineData(Url, "o ne")]
    public void What_makes_no_sense_is_refused(string url, string token) => Assert.Throws<UsageException>(() => Resolve(url, token));

    private (Uri Address, string Token) Resolve(string? url, string? token, params (string Name, string Value)[] environment) =>
        new DashboardChoice(url, token).Resolve(root, name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    private void WriteState(string services, int? processId = null)
    {
        Directory.CreateDirectory(Path.Combine(root, ".lms"));
        File.WriteAllText(Path.Combine(root, ".lms", "running.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            { "processId": {{processId ?? Environment.ProcessId}}, "startedAt": "{{DateTimeOffset.UtcNow:O}}", {{services}}
              "databases": [ { "name": "lms", "connection": "Host=x", "catalog": "c" } ] }
            """));
    }
}
