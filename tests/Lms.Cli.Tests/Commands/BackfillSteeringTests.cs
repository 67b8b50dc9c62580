using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>Backfills under way, steered from another process and stopped from their own.</summary>
public sealed class BackfillSteeringTests(PostgresServer server) : BackfillTest(server)
{
    [Fact(Timeout = 180_000)]
    public async Task A_pause_holds_it_names_who_and_why_and_a_resume_lets_it_end()
    {
        await SlowDownAsync(10);
        await using var lms = Start("migrate");
        await UnderWayAsync();

        var pause = await RunWellAsync("backfill", "pause", "1", "--actor", "alice", "--reason", "replica is behind");
        await lms.WaitForAsync("paused by alice (replica is behind)", Token);
        var before = await ChangedAsync();
        await SpeedUpAsync();
        await Task.Delay(500, Token);

        Assert.Contains("lms backfill resume 1", pause.Out, StringComparison.Ordinal);
        Assert.Equal(before, await ChangedAsync());
        Assert.InRange(before, 1, Changed - 1);
        Assert.Matches(@"‖ paused .*by alice \(replica is behind\)", (await RunWellAsync("backfill", "list")).Out);

        await RunWellAsync("backfill", "resume", "1", "--actor", "bob");
        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains("resumed by bob", lms.Output, StringComparison.Ordinal);
        Assert.Equal(Changed, await ChangedAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_cancel_ends_the_run_with_exit_1_and_the_next_one_goes_on()
    {
        await SlowDownAsync(10);
        await using var lms = Start("migrate");
        await UnderWayAsync();

        await RunWellAsync("backfill", "cancel", "1", "--actor", "alice", "--reason", "wrong formula");

        Assert.Equal(1, await lms.ExitAsync(Token));
        Assert.Contains("cancelled by alice", lms.Output, StringComparison.Ordinal);
        Assert.Equal("cancelled", await StateAsync());
        await SpeedUpAsync();
        await RunWellAsync("migrate");
        Assert.Equal(Changed, await ChangedAsync());
    }

    [Theory(Timeout = 180_000)]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_signal_exits_130_leaves_it_interrupted_and_says_that_the_next_run_goes_on(int signal)
    {
        await SlowDownAsync(10);
        await using var lms = Start("migrate");
        await UnderWayAsync();

        if (signal == 2)
            lms.Interrupt();
        else
            lms.Terminate();

        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains("Cancelled; backfill 1 of accounts is left as interrupted", lms.Output, StringComparison.Ordinal);
        Assert.Contains("The next 'lms migrate' goes on with it.", lms.Output, StringComparison.Ordinal);
        Assert.Equal("interrupted", await StateAsync());
        await SpeedUpAsync();
        await RunWellAsync("migrate");
        Assert.Equal(Changed, await ChangedAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task One_whose_process_was_killed_is_shown_as_interrupted_and_can_be_held_back()
    {
        await SlowDownAsync(10);
        await using (var lms = Start("migrate"))
        {
            await UnderWayAsync();
            lms.Kill();
            await lms.ExitAsync(Token);
        }

        while ((await BackfillAsync()).GetProperty("isDriven").GetBoolean())
            await Task.Delay(100, Token);
        Assert.Contains("! interrupted", (await RunWellAsync("backfill", "list")).Out, StringComparison.Ordinal);

        await RunWellAsync("backfill", "pause", "1");
        Assert.Equal("paused", await StateAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task Watching_ends_with_the_backfill_and_a_signal_ends_only_the_watching()
    {
        await SlowDownAsync(10);
        await using var lms = Start("migrate");
        await UnderWayAsync();
        await using var impatient = Start("backfill", "show", "1", "--watch");
        await using var patient = Start("backfill", "show", "1", "--watch");
        await RunWellAsync("backfill", "pause", "1");
        await impatient.WaitForAsync("resume with", Token);

        impatient.Interrupt();
        Assert.Equal(0, await impatient.ExitAsync(Token));
        Assert.DoesNotContain("clean-up", impatient.Output, StringComparison.Ordinal);

        await SpeedUpAsync();
        await RunWellAsync("backfill", "resume", "1");
        Assert.Equal(0, await patient.ExitAsync(Token));
        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains("✓ succeeded", patient.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_terminal_gets_a_bar_with_its_figures()
    {
        await SlowDownAsync(3);

        var output = await RunOnTerminalAsync("xterm-256color", noColour: "1", "migrate");

        Assert.Matches(@"(?s)█.*░.*/ 1,000 accounts  \d+ %", output);
        Assert.Contains("✓ backfill 1: 800 of 1,000 accounts changed", output, StringComparison.Ordinal);
        // Nothing of the live block is left below the last line.
        Assert.EndsWith("changed in batches", output.TrimEnd().Replace("\u001b[?25h", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
