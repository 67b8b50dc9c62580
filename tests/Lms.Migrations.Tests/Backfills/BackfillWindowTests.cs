using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Migrations.Tests.History;
using Lms.Migrations.Tests.Runs.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>A window that closes in the middle of a backfill, or of its undoing, on either engine.</summary>
public abstract class BackfillWindowTests : BackfillTest
{
    [Fact]
    public async Task It_stops_and_goes_on_at_the_next_opening_and_every_account_is_changed_once()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var pinned = (await Runner().PlanAsync(new MigrateRequest(), Token)).Pin();
        var gate = SwitchedGate.Open();
        var run = RunAsync(pinned, isContinued: false, gate, Slow);
        await WaitUntilAsync(status => status.Processed > 100);

        gate.Close();
        var closed = await Assert.ThrowsAsync<WindowClosedException>(() => run);

        Assert.Equal(SwitchedGate.NextOpening, closed.NextOpening);
        var left = await StatusAsync();
        Assert.Equal((BackfillState.Interrupted, 0, false), (left.State, left.Chunks.Running, left.IsDriven));
        Assert.Equal("Its window has closed: the next window opens on Sunday.", left.Reason);
        Assert.InRange(left.Processed, 100, 2_999);
        await AssertToldAsync(HistoryEventKind.Migrated);
        await Task.Delay(300, Token);
        Assert.Equal(left.Processed, (await StatusAsync()).Processed);

        await RunAsync(pinned, isContinued: true, SwitchedGate.Open(), Small);
        await AssertCompleteAsync();
        await AssertLeaseWasGivenBackAsync();
        Assert.Equal((left.Id, 3_000L), ((await StatusAsync()).Id, (await StatusAsync()).Processed));
    }

    [Fact]
    public async Task However_often_it_closes_every_account_is_changed_once()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        var pinned = (await Runner().PlanAsync(new MigrateRequest(), Token)).Pin();
        var stops = 0;
        // Planned, planned anew under the lease, asked before the step; then once for each look at the backfill.
        for (var looks = 3; ; looks++)
        {
            try
            {
                await RunAsync(pinned, isContinued: stops > 0, SwitchedGate.ClosingAfter(looks), Slow);
                break;
            }
            catch (WindowClosedException)
            {
                Assert.NotEqual(BackfillState.Running, (await StatusAsync()).State);
                stops++;
            }
        }

        Assert.InRange(stops, 2, 100);
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Undoing_stops_and_goes_on_and_every_account_is_restored_once()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        var before = await Subject.FingerprintAsync(Token);
        await MigrateAsync(Small with { BatchSize = 10, BatchTarget = TimeSpan.FromMilliseconds(10) });
        var pinned = (await Runner().PlanRollbackAsync(new RollbackRequest.Last(), Token)).Pin();

        await Assert.ThrowsAsync<WindowClosedException>(() => RunAsync(pinned, isContinued: false, SwitchedGate.ClosingAfter(12), Small));

        var left = await StatusAsync();
        Assert.Equal((BackfillState.Undoing, false), (left.State, left.IsDriven));
        Assert.InRange(left.Restored, 1, left.Modified - 1);
        await AssertToldAsync(HistoryEventKind.RolledBack);
        Assert.NotEqual(before, await Subject.FingerprintAsync(Token));

        await RunAsync(pinned, isContinued: true, SwitchedGate.Open(), Small);
        Assert.Equal(before, await Subject.FingerprintAsync(Token));
        await AssertLeaseWasGivenBackAsync();
        var status = await StatusAsync();
        Assert.Equal((BackfillState.Undone, status.Modified, 0L), (status.State, status.Restored, status.Conflicts));
    }

    [Fact]
    public async Task One_that_an_operator_paused_is_still_paused_at_the_next_opening()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var pinned = (await Runner().PlanAsync(new MigrateRequest(), Token)).Pin();
        var gate = SwitchedGate.Open();
        var run = RunAsync(pinned, isContinued: false, gate, Slow);
        var id = (await WaitUntilAsync(status => status.Processed > 100)).Id;
        await Control(reason: "too busy").PauseAsync(id, Token);
        await WaitUntilAsync(status => status.State == BackfillState.Paused);

        gate.Close();
        await Assert.ThrowsAsync<WindowClosedException>(() => run);
        var left = await StatusAsync();
        Assert.Equal((BackfillState.Paused, "too busy"), (left.State, left.Reason));

        var next = RunAsync(pinned, isContinued: true, SwitchedGate.Open(), Small);
        await WaitUntilAsync(status => status.IsDriven);
        await Task.Delay(300, Token);
        Assert.Equal(left.Processed, (await StatusAsync()).Processed);
        await Control().ResumeAsync(id, Token);
        await next;
        await AssertCompleteAsync();
    }

    private async Task RunAsync(PinnedPlan plan, bool isContinued, SwitchedGate gate, BackfillSettings settings)
    {
        var runner = new MigrationRunner(Subject.Target, OptionsWith(settings), new RunContext("tester"), policy: new RunPolicy { Gate = gate });
        await foreach (var _ in runner.ExecuteAsync(plan, isContinued, Token))
        {
        }
    }

    /// <summary>Who came next had neither to wait for the lease to run out nor to take it from somebody who was gone.</summary>
    private async Task AssertLeaseWasGivenBackAsync() =>
        Assert.DoesNotContain(await Runner().NewestAsync(100, Token), told => told.Kind == HistoryEventKind.LeaseTakenOver);

    /// <summary>The step ended as one that was stopped, for the reason why the window is closed.</summary>
    private async Task AssertToldAsync(HistoryEventKind kind)
    {
        var told = (await Runner().NewestAsync(20, Token)).First(happened => happened.Kind == kind);
        Assert.Equal((HistoryOutcome.Cancelled, "Its window has closed: the next window opens on Sunday."), (told.Outcome, told.Error));
    }
}
