using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Runs that are looked for and looked at.</summary>
public sealed class RunListTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 120_000)]
    public async Task Runs_are_found_by_who_asked_and_shown_with_the_terms_on_which_they_did()
    {
        Catalog.WithTable("001", "one");
        var hash = (await AskJsonAsync("plan")).First.GetProperty("hash").GetString()!;
        var ada = await TokenForAsync("ada", "operator");
        await AskAsAsync(
            ada, "migrate", "--detach", "--when", "2099-01-01T00:00Z", "--plan-hash", hash, "--lanes", "1", "--batch-target", "100ms", "--pause-ratio", "0.5");

        var hers = await AskWellAsync("run", "list", "--by", "ada");
        var others = await AskWellAsync("run", "list", "--by", "bob");
        var shown = await AskWellAsync("run", "show", $"{await OnlyRunAsync()}");

        Assert.Contains("main", hers.Out, StringComparison.Ordinal);
        Assert.Equal("No run fits.\n", others.Out);
        Assert.Contains($"plan {hash[..12]}… only; 1 lane, batches of 100 ms, pauses of 0.5 of each", shown.Out, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task How_long_a_run_took_leaves_out_how_long_it_waited()
    {
        Catalog.WithTable("001", "one");

        var report = (await AskJsonAsync("migrate", "--when", DateTimeOffset.UtcNow.AddSeconds(8).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))).First;
        var told = (await AskJsonAsync("run", "show", $"{await OnlyRunAsync()}")).Json.GetProperty("result").GetProperty("durationMs");

        Assert.Equal(told.GetInt64(), report.GetProperty("durationMs").GetInt64());
    }
}
