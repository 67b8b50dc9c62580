using Lms.Cli.Databases.Remote;
using Lms.Cli.Output;
using Lms.Contracts.Runs;
using Lms.Contracts.Text;
using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Tests.Output;

public sealed class RunMovedTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 19, 0, 0, TimeSpan.Zero);
    private static readonly Guid Run = Guid.Parse("01a2193c-a826-7047-b87d-b880c3da6fd0");

    [Fact]
    public void A_run_that_is_queued_and_taken_is_not_worth_a_line()
    {
        Assert.Null(Line(Moved(null, RunStates.Queued)));
        Assert.Null(Line(Moved(RunStates.Queued, RunStates.Running)));
    }

    [Fact]
    public void A_run_behind_another_names_it()
    {
        var ahead = new RunDocument
        {
            Id = Run, Actor = "alice", State = RunStates.Running, AskedAt = Now,
            Request = new RunRequestDocument { RequestId = "x", Database = "main", Kind = RunKinds.Rollback, Steps = 2 },
        };

        Assert.Equal("‖ queued behind run 01a2193c-a826 (rollback 2, by alice)", Line(Moved(null, RunStates.Queued) with { Wait = new RunWait.Turn(ahead) }));
    }

    [Fact]
    public void An_approval_says_of_what_by_whom_and_how()
    {
        var waiting = Moved(null, RunStates.WaitingForApproval) with { Wait = new RunWait.Approval(new string('a', 64), "ada") };

        Assert.Equal($"‖ waits for approval of plan aaaaaaaaaaaa… by somebody other than ada: lms run approve {Run}", Line(waiting));
        Assert.Equal("‖ waits for approval", Line(waiting with { Wait = null }));
        Assert.StartsWith("! its approval is void; waits for approval of plan", Line(waiting with { From = RunStates.Running, Reason = "its approval is void" }), StringComparison.Ordinal);
        Assert.Equal("✓ approved by bob (fine)", Line(Moved(RunStates.WaitingForApproval, RunStates.Queued) with { By = "bob", Reason = "fine" }));
    }

    [Fact]
    public void A_window_says_when_it_opens_for_the_reader()
    {
        var opening = Now.AddHours(54).AddMinutes(5);
        var waiting = Moved(null, RunStates.WaitingForWindow) with { Wait = new RunWait.Window(opening, "closed") };

        Assert.Equal($"‖ waits for its window, which opens {HumanText.Of(opening)}, in 2 d 6 h", Line(waiting));
        Assert.Equal("‖ waits for a window: frozen until lifted: x", Line(waiting with { Wait = new RunWait.Window(null, "frozen until lifted: x") }));
        Assert.Equal("✓ approved by bob; waits for a window: closed", Line(waiting with { From = RunStates.WaitingForApproval, By = "bob", Wait = new RunWait.Window(null, "closed") }));
        Assert.Equal("▶ its window is open: worker-1 is at work on it", Line(Moved(RunStates.WaitingForWindow, RunStates.Running)));
    }

    [Fact]
    public void A_worker_that_is_gone_is_told_and_so_is_the_one_that_goes_on()
    {
        Assert.Equal("! interrupted: worker-2 is gone", Line(Moved(RunStates.Running, RunStates.Interrupted) with { Reason = "worker-2 is gone" }));
        Assert.Equal(
            "▶ taken over by worker-1: goes on after worker-2",
            Line(Moved(RunStates.Interrupted, RunStates.Running) with { Reason = "goes on after worker-2" }));
    }

    [Fact]
    public void A_run_that_waits_for_its_own_server_is_told_once_and_taken_over_by_nobody()
    {
        var text = new RunText("main", TimeProvider.System);
        var away = Moved(RunStates.Running, RunStates.Interrupted) with { Reason = "main does not answer" };
        var again = Moved(RunStates.Interrupted, RunStates.Running) with { Reason = "goes on" };
        RunMoved[] attempts = [Moved(RunStates.Queued, RunStates.Running), away, again, away, again];

        Assert.Equal(["! interrupted: main does not answer"], attempts.Select(moved => Told(text, moved)).OfType<string>());
        Assert.Null(Told(text, new RunPlanned(new MigrationPlan("main", Direction.Up, [], []))));
        Assert.Equal("! interrupted: main does not answer", Told(text, away));
        Assert.Equal("▶ taken over by worker-2: goes on after worker-1", Told(text, again with { By = "worker-2", Reason = "goes on after worker-1" }));
    }

    [Fact]
    public void A_pause_is_told_by_the_backfill_that_is_paused()
    {
        Assert.Null(Line(Moved(RunStates.Running, RunStates.Paused)));
        Assert.Null(Line(Moved(RunStates.Paused, RunStates.Running)));
    }

    [Theory]
    [InlineData(0.4, "now")]
    [InlineData(45, "in 45 s")]
    [InlineData(720, "in 12 m")]
    [InlineData(3_569, "in 59 m")]
    [InlineData(3_580, "in 1 h 00 m")]
    [InlineData(11_100, "in 3 h 05 m")]
    [InlineData(86_390, "in 1 d 0 h")]
    [InlineData(273_600, "in 3 d 4 h")]
    [InlineData(-90, "2 m ago")]
    public void Times_are_told_as_seen_from_now(double seconds, string expected) =>
        Assert.Equal(expected, HumanText.Relative(Now.AddSeconds(seconds), Now));

    private static string? Told(RunText text, MigrationEvent happened) =>
        text.Lasting(happened) is { } line ? string.Concat(line.Select(phrase => phrase.Text)) : null;

    private static RunMoved Moved(string? from, string to) => new(Run, from, to, "worker-1", Reason: null);

    private static string Line(RunMoved moved) => RunMovedText.Lasting(moved, Now) is { } line ? string.Concat(line.Select(phrase => phrase.Text)) : null!;
}
