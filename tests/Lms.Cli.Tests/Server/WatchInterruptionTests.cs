using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Ctrl+C while a worker's run is watched.</summary>
public sealed class WatchInterruptionTests(PostgresServer server) : ServerTest(server)
{
    private const string Question = "[c]ancel / [s]top watching: ";

    [Fact(Timeout = 120_000)]
    public async Task At_a_terminal_c_cancels_the_run_and_waits_until_it_is_cleaned_up()
    {
        await WithGateAsync("001");
        await using var lms = StartOnTerminal("migrate");
        await InterruptAsync(lms);

        await lms.TypeAsync("c\n");

        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains("Cancelled by bootstrap (Ctrl+C where it was watched)", lms.Output, StringComparison.Ordinal);
        Assert.Equal("cancelled", await StateAsync());
        Assert.False(await ExistsAsync("slow"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("\n")]
    [InlineData("what?\n")]
    public async Task At_a_terminal_anything_else_stops_the_watching_only(string answer)
    {
        await WithGateAsync("001");
        await using var lms = StartOnTerminal("migrate");
        await InterruptAsync(lms);

        await lms.TypeAsync(answer);

        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains($"lms run watch {await OnlyRunAsync()}", Joined(lms.Output), StringComparison.Ordinal);
        await OpenGateAsync();
        Assert.Contains("main: 1 migration applied", (await AskWellAsync("run", "watch", $"{await OnlyRunAsync()}")).Out, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task At_a_terminal_SIGTERM_answers_the_question_and_the_run_goes_on()
    {
        await WithGateAsync("001");
        await using var lms = StartOnTerminal("migrate");
        await InterruptAsync(lms);

        lms.Terminate();

        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains($"lms run watch {await OnlyRunAsync()}", Joined(lms.Output), StringComparison.Ordinal);
        await OpenGateAsync();
        await AskWellAsync("run", "watch", $"{await OnlyRunAsync()}");
    }

    [Fact(Timeout = 120_000)]
    public async Task At_a_terminal_a_second_one_leaves_at_once()
    {
        await WithGateAsync("001");
        await using var lms = StartOnTerminal("migrate");
        await InterruptAsync(lms);

        await lms.TypeAsync(TerminalProcess.ControlC);

        Assert.Equal(130, await lms.ExitAsync(Token));
        await OpenGateAsync();
        await AskWellAsync("run", "watch", $"{await OnlyRunAsync()}");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Without_a_terminal_the_run_goes_on_and_that_is_said(int signal)
    {
        await WithGateAsync("001");
        await using var lms = Start("migrate");
        await AtGateAsync();

        if (signal == 2)
            lms.Interrupt();
        else
            lms.Terminate();

        Assert.Equal(130, await lms.ExitAsync(Token));
        var id = await OnlyRunAsync();
        Assert.Contains($"✗ main: Run {id} goes on; only the watching has stopped.", lms.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cancelling", lms.Output, StringComparison.Ordinal);
        await OpenGateAsync();
        Assert.Contains("main: 1 migration applied", (await AskWellAsync("run", "watch", $"{id}")).Out, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_that_somebody_cancels_tells_its_watchers_who_and_why()
    {
        await WithGateAsync("001");
        await using var lms = Start("migrate");
        await AtGateAsync();
        var carol = await TokenForAsync("carol", "operator");

        var cancelled = await AskAsAsync(carol, "run", "cancel", $"{await OnlyRunAsync()}", "--reason", "wrong week");

        Assert.Contains("asked to stop", cancelled.Out, StringComparison.Ordinal);
        Assert.Equal(130, await lms.ExitAsync(Token));
        Assert.Contains("✗ main: Cancelled by carol (wrong week); nothing was left half-done.", lms.Output, StringComparison.Ordinal);
        Assert.Equal(5, (await AskAsAsync(carol, "run", "cancel", $"{await OnlyRunAsync()}")).ExitCode);
    }

    private async Task InterruptAsync(TerminalProcess lms)
    {
        await AtGateAsync();
        // The live block is drawn by then, and must make room for the question.
        await lms.WaitForAsync("001-slow  1 of 1", Token);
        await lms.TypeAsync(TerminalProcess.ControlC);
        await lms.WaitForAsync(Question, Token);
    }

    private async Task<string?> StateAsync() =>
        (await AskJsonAsync("run", "show", $"{await OnlyRunAsync()}")).Json.GetProperty("state").GetString();

    // A terminal breaks long lines.
    private static string Joined(string output) => output.Replace("\r\n", " ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal);
}
