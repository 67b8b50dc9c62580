using System.Globalization;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Windows and freezes at the command line, and what they do to runs.</summary>
public sealed class WindowTests(PostgresServer server) : ServerTest(server)
{
    private readonly DateTimeOffset opening = new(DateTimeOffset.UtcNow.Date.AddDays(3).AddHours(2), TimeSpan.Zero);

    [Fact(Timeout = 120_000)]
    public async Task Outside_of_its_windows_a_run_exits_5_with_the_next_opening()
    {
        Catalog.WithTable("001", "one");
        await AddWindowAsync();

        var human = await AskAsync("migrate");
        var json = await AskJsonAsync("migrate");

        Assert.Equal((5, 5), (human.ExitCode, json.ExitCode));
        Assert.Contains("--when window", human.Error, StringComparison.Ordinal);
        var refusal = json.Failure.GetProperty("refusals")[0];
        Assert.Equal(("window", opening), (refusal.GetProperty("kind").GetString(), refusal.GetProperty("nextOpening").GetDateTimeOffset()));
        Assert.False(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_for_the_next_window_says_when_that_is_and_begins_when_it_opens()
    {
        Catalog.WithTable("001", "one");
        await AddWindowAsync();
        await using var lms = Start("migrate", "--when", "window");
        await lms.WaitForAsync("‖ waits for its window, which opens ", Token);

        Assert.Contains($"{opening.ToLocalTime():yyyy-MM-dd HH:mm:ss}, in ", lms.Output, StringComparison.Ordinal);
        Assert.Contains("‖ waits for a window", (await AskWellAsync("run", "list")).Out, StringComparison.Ordinal);

        await AskWellAsync("windows", "remove", "1", "--reason", "not needed");
        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains("▶ its window is open: worker-1@", lms.Output, StringComparison.Ordinal);
        Assert.Contains("main: 1 migration applied", lms.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task In_an_emergency_a_reason_opens_it_and_is_kept()
    {
        Catalog.WithTable("001", "one");
        await AddWindowAsync();

        var silent = await AskAsync("migrate", "--override-window");
        await AskWellAsync("migrate", "--override-window", "--reason", "incident 4711");

        Assert.Equal(2, silent.ExitCode);
        Assert.Contains("--reason", silent.Error, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("one"));
        Assert.Matches(@"(?m)✓ window overridden .*incident 4711", (await AskWellAsync("history")).Out);
    }

    [Fact(Timeout = 120_000)]
    public async Task To_undo_everything_is_asked_for_outside_of_a_window_too_where_the_terms_allow_it()
    {
        Catalog.WithTable("001", "one");
        await AskWellAsync("migrate");
        await AddWindowAsync();

        await using var now = StartOnTerminal("rollback --all --reason incident");
        Assert.Equal(5, await now.ExitAsync(Token));
        Assert.DoesNotContain("[y/N]", now.Output, StringComparison.Ordinal);

        await using var later = StartOnTerminal("rollback --all --when window --reason incident");
        await later.WaitForAsync("Undo 1 migration and lose the data in what they made? [y/N] ", Token);
        await later.TypeAsync("n\n");
        Assert.Equal(130, await later.ExitAsync(Token));
        Assert.True(await ExistsAsync("one"));

        await using var overriding = StartOnTerminal("rollback --all --override-window --reason incident");
        await overriding.WaitForAsync("[y/N] ", Token);
        await overriding.TypeAsync("y\n");
        Assert.Equal(0, await overriding.ExitAsync(Token));
        Assert.False(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_dry_run_tells_what_would_happen_on_the_terms_that_are_given()
    {
        Catalog.WithTable("001", "one");
        await AddWindowAsync();
        string[] at = ["--when", string.Create(CultureInfo.InvariantCulture, $"{opening:yyyy-MM-dd'T'HH:mm}Z")];
        string[] overridden = ["--override-window", "--reason", "incident 4711"];

        Assert.Equal((5, 0, 0, 0), await DryRunsAsync([], ["--when", "window"], at, overridden));
        await AskWellAsync("windows", "freeze", "--reason", "incident 4711");

        // Nobody knows of an opening now, and without one a run is not taken.
        Assert.Equal((5, 5, 0, 0), await DryRunsAsync([], ["--when", "window"], at, overridden));
        Assert.False(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Windows_and_freezes_are_listed_with_how_each_database_stands()
    {
        // Another day than today, here and in Berlin, so that it is closed.
        var day = opening.ToString("dddd", CultureInfo.InvariantCulture);
        var none = await AskWellAsync("windows", "list");
        await AskWellAsync("windows", "add", $"{day.ToLowerInvariant()} 02:00-04:00 europe/berlin", "--database", "main", "--reason", "quiet then");
        var freeze = await AskWellAsync("windows", "freeze", "--db", "main", "--reason", "incident 4711");
        var all = await AskWellAsync("windows", "list");
        var json = (await AskJsonAsync("windows", "list")).Json;

        Assert.Contains("There is no window and no freeze", none.Out, StringComparison.Ordinal);
        Assert.Matches(@"main  ✓ open", none.Out);
        Assert.Matches($@"(?m)^ 1  {day[..3]} 02:00-04:00 Europe/Berlin  main       bootstrap  .*quiet then$", all.Out);
        Assert.Matches(@"(?m)^main  ‖ closed  frozen until lifted: incident 4711$", all.Out);
        Assert.Equal($"{day[..3]} 02:00-04:00 Europe/Berlin", json.GetProperty("windows")[0].GetProperty("window").GetString());
        Assert.Equal("main", json.GetProperty("freezes")[0].GetProperty("databases")[0].GetString());

        Assert.Contains("lms windows unfreeze 1", freeze.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await AskJsonAsync("windows", "unfreeze", "1")).Json.GetProperty("removed").GetInt64());
        Assert.Matches(@"(?m)^main  ‖ closed, opens \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, in ", (await AskWellAsync("windows", "list")).Out);
        Assert.Equal(2, (await AskAsync("windows", "unfreeze", "1")).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_cannot_be_understood_exits_2_and_changes_nothing()
    {
        string[][] mistakes =
        [
            ["add", "Son 02:00-04:00 Europe/Berlin"], ["add", "Sun 02:00-04:00 UTC", "--database", "elsewhere"], ["freeze"],
            ["freeze", "whenever", "--reason", "x"], ["remove", "7"], ["remove", "first"],
        ];
        foreach (var mistake in mistakes)
        {
            var result = await AskAsync(["windows", .. mistake]);
            Assert.True(result.ExitCode == 2, result.All);
        }

        Assert.Contains("There is no window and no freeze", (await AskWellAsync("windows", "list")).Out, StringComparison.Ordinal);
    }

    private async Task<(int, int, int, int)> DryRunsAsync(params string[][] terms)
    {
        var codes = new List<int>();
        foreach (var given in terms)
            codes.Add((await AskAsync(["migrate", "--dry-run", .. given])).ExitCode);
        return (codes[0], codes[1], codes[2], codes[3]);
    }

    private Task<LmsResult> AddWindowAsync() =>
        AskWellAsync("windows", "add", string.Create(CultureInfo.InvariantCulture, $"{opening:yyyy-MM-dd'T'HH:mm}Z/PT2H"));
}
