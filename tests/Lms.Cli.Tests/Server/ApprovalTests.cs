using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Runs that somebody else has to approve.</summary>
public sealed class ApprovalTests(PostgresServer server) : ServerTest(server)
{
    protected override IEnumerable<(string Path, string Value)> Settings => [("Lms:RequireApproval", "true")];

    [Fact(Timeout = 120_000)]
    public async Task A_run_waits_for_approval_by_another_and_then_runs_exactly_that_plan()
    {
        Catalog.WithTable("001", "one");
        await using var lms = Start("migrate");
        await lms.WaitForAsync("‖ waits for approval of plan ", Token);
        var id = await OnlyRunAsync();
        Assert.Contains($"… by somebody other than bootstrap: lms run approve {id}", lms.Output, StringComparison.Ordinal);
        var hash = (await AskJsonAsync("run", "show", $"{id}")).Json.GetProperty("plan").GetProperty("hash").GetString()!;
        var bob = await TokenForAsync("bob", "approver");

        var own = await AskAsync("run", "approve", $"{id}", "--plan-hash", hash);
        var blind = await AskAsAsync(bob, "run", "approve", $"{id}");
        var other = await AskAsAsync(bob, "run", "approve", $"{id}", "--plan-hash", new string('0', 64));
        Assert.Equal((5, 2, 5), (own.ExitCode, blind.ExitCode, other.ExitCode));
        Assert.Contains("cannot approve it", own.Error, StringComparison.Ordinal);
        Assert.Contains("--plan-hash", blind.Error, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("one"));

        var approved = await AskAsAsync(bob, "run", "approve", $"{id}", "--plan-hash", hash[..12], "--reason", "looks good");
        Assert.True(approved.ExitCode == 0, approved.All);
        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains("✓ approved by bob (looks good)", lms.Output, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("one"));
        Assert.Contains("by bob, ", (await AskWellAsync("run", "show", $"{id}")).Out, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task At_a_terminal_the_plan_is_shown_before_anybody_is_asked()
    {
        Catalog.WithTable("001", "one");
        var carol = await TokenForAsync("carol", "operator");
        var asked = await AskAsAsync(carol, "migrate", "--detach", "--reason", "release 12");
        Assert.Contains("it waits for approval of plan", asked.Out, StringComparison.Ordinal);

        await using var lms = StartOnTerminal($"run approve {await OnlyRunAsync()}");
        await lms.WaitForAsync("[y/N] ", Token);
        Assert.Contains("main: migrate, asked for by carol because: release 12", lms.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE one (id int PRIMARY KEY);", lms.Output, StringComparison.Ordinal);
        await lms.TypeAsync("y\n");

        Assert.Equal(0, await lms.ExitAsync(Token));
        await AskWellAsync("run", "watch", $"{await OnlyRunAsync()}");
        Assert.True(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_no_ends_the_run_and_its_asker_is_told_who_and_why()
    {
        Catalog.WithTable("001", "one");
        await using var lms = Start("migrate");
        await lms.WaitForAsync("‖ waits for approval of plan ", Token);
        var bob = await TokenForAsync("bob", "approver");

        var silent = await AskAsAsync(bob, "run", "reject", $"{await OnlyRunAsync()}");
        var rejected = await AskAsAsync(bob, "run", "reject", $"{await OnlyRunAsync()}", "--reason", "wrong week");

        Assert.Equal((2, 0), (silent.ExitCode, rejected.ExitCode));
        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains("✗ main: Rejected by bob (wrong week); nothing of it was run.", lms.Output, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("one"));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_has_no_plan_is_approved_by_what_was_asked_for()
    {
        Catalog.WithTable("001", "one");
        await using var lms = Start("mark", "001", "applied", "--reason", "made by hand");
        await lms.WaitForAsync("‖ waits for approval", Token);
        var bob = await TokenForAsync("bob", "approver");

        var approved = await AskAsAsync(bob, "run", "approve", $"{await OnlyRunAsync()}", "--yes");

        Assert.Contains("main: mark 001 applied, asked for by bootstrap because: made by hand", approved.Out, StringComparison.Ordinal);
        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains("✓ main: 001-create-one is now marked as applied", lms.Output, StringComparison.Ordinal);
    }
}
