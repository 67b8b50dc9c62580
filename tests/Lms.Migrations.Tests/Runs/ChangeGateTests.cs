using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;

namespace Lms.Migrations.Tests.Runs;

/// <summary>Nothing begins while a database's window is closed, on either engine.</summary>
public abstract class ChangeGateTests : RunTest
{
    [Fact]
    public async Task A_closed_window_refuses_a_run_and_says_when_it_opens()
    {
        Subject.WriteAll(2);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync(Closed));

        var refusal = Assert.Single(refused.Refusals);
        Assert.Equal((RefusalKind.Window, SwitchedGate.NextOpening), (refusal.Kind, refusal.NextOpening));
        Assert.Equal("test may not be changed now: the next window opens on Sunday.", refusal.Message);
        Assert.Empty(await MarksAsync());
        Assert.Empty(await HistoryAsync());
    }

    [Fact]
    public async Task A_closed_window_refuses_a_rollback()
    {
        Subject.WriteAll(2);
        await MigrateAsync();

        await Assert.ThrowsAsync<RefusedException>(() => Runner(Closed).RollbackAllAsync(Token));

        Assert.Equal(["1 up", "2 up"], await MarksAsync());
    }

    [Fact]
    public async Task A_plan_has_the_closed_window_among_its_refusals()
    {
        Subject.WriteAll(1);

        var plan = await Runner(Closed).PlanAsync(new MigrateRequest(), Token);

        Assert.Equal(RefusalKind.Window, Assert.Single(plan.Refusals).Kind);
        Assert.Equal((await PinAsync()).Hash, plan.Pin().Hash);
    }

    [Fact]
    public async Task With_nothing_to_do_a_closed_window_is_in_nobodys_way()
    {
        Subject.WriteAll(1);
        await MigrateAsync();

        Assert.Empty((await MigrateAsync(Closed)).Steps);
    }

    [Fact]
    public async Task Wherever_it_closes_steps_are_done_wholly_or_not_and_the_rest_goes_on_at_the_next_opening()
    {
        Subject.WriteAll(3);
        var pinned = await PinAsync();
        var stoppedAfter = new List<int>();
        for (var looks = 0; ; looks++)
        {
            var gate = SwitchedGate.ClosingAfter(looks);
            try
            {
                await ExecuteAsync(Runner(new RunPolicy { Gate = gate }), pinned, isContinued: true);
                break;
            }
            catch (RefusedException refused)
            {
                Assert.Equal(RefusalKind.Window, Assert.Single(refused.Refusals).Kind);
                Assert.Empty(await MarksAsync());
            }
            catch (WindowClosedException closed)
            {
                Assert.Equal(SwitchedGate.NextOpening, closed.NextOpening);
                Assert.Contains("the next window opens on Sunday", closed.Message, StringComparison.Ordinal);
                stoppedAfter.Add((await MarksAsync()).Count);
                await AssertLeaseIsFreeAsync();
                await Runner().RollbackAllAsync(Token);
                await Subject.ForgetAsync(Token);
            }
        }

        Assert.Equal([0, 1, 2], stoppedAfter);
        Assert.Equal(["1 up", "2 up", "3 up"], await MarksAsync());
    }

    [Fact]
    public async Task One_that_closes_between_two_steps_leaves_what_is_done_and_a_later_run_does_the_rest()
    {
        Subject.WriteAll(3);
        var pinned = await PinAsync();
        // Planned, planned anew under the lease, asked before the first step.
        var gate = SwitchedGate.ClosingAfter(3);

        await Assert.ThrowsAsync<WindowClosedException>(() => ExecuteAsync(Runner(new RunPolicy { Gate = gate }), pinned));

        Assert.Equal([MigrationState.Applied, MigrationState.Pending, MigrationState.Pending], await StatesAsync());
        Assert.DoesNotContain(await HistoryAsync(), told => told.Outcome != HistoryOutcome.Succeeded);
        Assert.Equal(["2", "3"], await ExecuteAsync(pinned, isContinued: true));
        Assert.Equal(["1 up", "2 up", "3 up"], await MarksAsync());
    }

    private static RunPolicy Closed => new() { Gate = SwitchedGate.ClosingAfter(0) };
}
