using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;

namespace Lms.Migrations.Tests.Runs;

/// <summary>How a run came about is in the history of its database, once, on either engine.</summary>
public abstract class RunNoteTests : RunTest
{
    private static readonly RunNote Approval = RunNote.Approved("bob", "looked at with carol", "0123abcd");

    private readonly RunContext run = new("alice", "release 12") { RunId = Guid.CreateVersion7() };

    [Fact]
    public async Task Who_approved_and_who_overrode_the_window_and_why_stands_before_everything_else()
    {
        Subject.WriteAll(1);

        await Runner(Notes(Approval, RunNote.WindowOverridden("alice", "users cannot log in", "the next window opens on Sunday")), run).RunPendingMigrationsAsync(Token);

        var told = await HistoryAsync();
        Assert.Equal(
            ["Approved Succeeded bob: looked at with carol: plan 0123abcd", "WindowOverridden Succeeded alice: users cannot log in: the next window opens on Sunday"],
            told.Take(2).Select(note => $"{note.Kind} {note.Outcome} {note.Actor}: {note.Reason}: {note.Detail}"));
        Assert.All(told.Take(2), note => Assert.Equal((run.RunId, null, null), (note.RunId, note.Version, note.Name)));
        Assert.Equal(("alice", "release 12"), (told[^1].Actor, told[^1].Reason));
    }

    [Fact]
    public async Task A_run_that_is_begun_again_tells_them_once()
    {
        await StopInTheMiddleAsync(Notes(Approval, RunNote.WindowOverridden("alice", "users cannot log in", "the next window opens on Sunday")));

        // An hour later there is another reason why the window is closed.
        await Runner(Notes(Approval, RunNote.WindowOverridden("alice", "users cannot log in", "frozen until Monday")), run).RunPendingMigrationsAsync(Token);

        Assert.Equal(["Approved bob", "WindowOverridden alice"], await ToldAsync());
        Assert.Equal(["1 up", "2 up"], await MarksAsync());
    }

    [Fact]
    public async Task Another_approval_of_the_same_run_is_told_as_well()
    {
        await StopInTheMiddleAsync(Notes(Approval));

        await Runner(Notes(RunNote.Approved("bob", "looked at with carol", "fedc9876")), run).RunPendingMigrationsAsync(Token);

        Assert.Equal(["plan 0123abcd", "plan fedc9876"], (await HistoryAsync()).Where(told => told.Kind == HistoryEventKind.Approved).Select(told => told.Detail));
    }

    [Fact]
    public async Task A_window_overridden_for_another_reason_is_told_as_well()
    {
        await StopInTheMiddleAsync(Notes(RunNote.WindowOverridden("alice", "users cannot log in", "the next window opens on Sunday")));

        await Runner(Notes(RunNote.WindowOverridden("dave", "still down", "the next window opens on Sunday")), run).RunPendingMigrationsAsync(Token);

        Assert.Equal(["WindowOverridden alice", "WindowOverridden dave"], await ToldAsync());
    }

    [Fact]
    public async Task Another_run_tells_its_own()
    {
        Subject.WriteAll(1);
        await Runner(Notes(Approval)).RunPendingMigrationsAsync(Token);
        Subject.Write("2");
        await Runner(Notes(Approval)).RunPendingMigrationsAsync(Token);

        Assert.Equal(["Approved bob", "Approved bob"], await ToldAsync());
    }

    private static RunPolicy Notes(params RunNote[] notes) => new() { Notes = notes };

    /// <summary>A run of two steps that does the first and fails at the second.</summary>
    private async Task StopInTheMiddleAsync(RunPolicy policy)
    {
        Subject.WriteAll(2);
        await Subject.BreakAsync("2", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => Runner(policy, run).RunPendingMigrationsAsync(Token));
        await Subject.MendAsync(Token);
    }

    private async Task<IEnumerable<string>> ToldAsync() => (await HistoryAsync())
        .Where(told => told.Kind is HistoryEventKind.Approved or HistoryEventKind.WindowOverridden).Select(told => $"{told.Kind} {told.Actor}");
}
