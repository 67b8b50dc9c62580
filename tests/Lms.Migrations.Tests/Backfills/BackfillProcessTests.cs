using Lms.Migrations.Backfills;
using Lms.Migrations.History;
using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Migrations.Tests.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>Invariants 1, 3 and 4 for backfills, on either engine: real processes that are many, that are killed, that are stopped.</summary>
public abstract class BackfillProcessTests : BackfillTest
{
    private static readonly string[] SlowProcess = ["lanes=2", "chunk=200", "batch=20", "target=0.01", "pause=6"];

    private static readonly string[] OneSlowLane = ["lanes=1", "chunk=100", "batch=10", "target=0.01", "pause=3"];

    [Fact]
    public async Task Killed_in_the_middle_and_run_again_every_account_is_changed_once()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        await using (var process = Subject.StartProcess("migrate", leaseSeconds: 60, SlowProcess))
        {
            await WaitUntilAsync(status => status.Processed > 400);
            process.Kill();
            await process.ExitAsync(Token);
        }

        var left = await StatusAsync();
        Assert.InRange(left.Processed, 400, 2_999);

        await MigrateAsync();

        await AssertCompleteAsync();
        Assert.Equal(3_000, (await StatusAsync()).Processed);
        Assert.Contains(
            await Runner().NewestAsync(50, Token), happened => happened.Kind == HistoryEventKind.LeaseTakenOver);
    }

    [Fact]
    public async Task A_run_that_waits_for_another_lends_its_lanes_and_both_end_well()
    {
        await Subject.FillAsync(4_000, Token);
        Subject.WriteBackfill();
        // Nobody can tell how long a process takes to start: the first does two chunks and gets no further before the second is there.
        await using var held = await Subject.HoldAsync(201, 4_000, Token);
        await using var first = Subject.StartProcess("migrate", leaseSeconds: 60, OneSlowLane);
        await WaitUntilAsync(status => status.Processed == 200);
        await using var second = Subject.StartProcess("migrate", leaseSeconds: 60, OneSlowLane);

        while (!await WorksAsync(second))
            Assert.Equal(BackfillState.Running, (await StatusAsync()).State);
        await held.DisposeAsync();

        Assert.True(await first.ExitAsync(Token) == 0, first.Output);
        Assert.True(await second.ExitAsync(Token) == 0, second.Output);
        await AssertCompleteAsync();
        Assert.Single(await Control().ListAsync(Token));
    }

    private async Task<bool> WorksAsync(RunningProcess process) =>
        (await Subject.LanesAsync(Token)).Any(lane => lane.Contains($":{process.Id}:", StringComparison.Ordinal));

    [Fact]
    public async Task A_holder_stopped_past_its_lease_and_continued_changes_nothing_more()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        await using var stopped = Subject.StartProcess("migrate", leaseSeconds: 2, SlowProcess);
        await WaitUntilAsync(status => status.Processed > 400);
        stopped.Stop();

        // Only the lease that is to run out is a short one: a busy machine must not take the other.
        await using var other = Subject.StartProcess("migrate", leaseSeconds: 60, "lanes=2", "chunk=200", "batch=200");
        Assert.True(await other.ExitAsync(Token) == 0, other.Output);
        await AssertCompleteAsync();
        // What it would change if it could: accounts whose balance is 0 again.
        for (var id = 1; id <= 3_000; id += 7)
            await Subject.SetBalanceAsync(id, 0, Token);
        var before = await Subject.FingerprintAsync(Token);

        stopped.Continue();
        Assert.Equal(1, await stopped.ExitAsync(Token));

        Assert.Equal(before, await Subject.FingerprintAsync(Token));
        Assert.Equal(BackfillState.Succeeded, (await StatusAsync()).State);
        await AssertChangedOnceAsync();
    }

    [Fact]
    public async Task Eight_processes_started_together_change_every_account_once_and_all_end_well()
    {
        await Subject.FillAsync(4_000, Token);
        Subject.WriteBackfill();
        var processes = new List<RunningProcess>();
        for (var number = 0; number < 8; number++)
            processes.Add(Subject.StartProcess("migrate", leaseSeconds: 60, "lanes=1", "chunk=200", "batch=50", "target=0.01", "pause=2"));

        foreach (var process in processes)
        {
            await using (process)
                Assert.True(await process.ExitAsync(Token) == 0, process.Output);
        }

        await AssertCompleteAsync();
        Assert.Single(await Control().ListAsync(Token));
    }

    [Fact]
    public async Task A_rollback_killed_in_the_middle_and_run_again_restores_everything()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var before = await Subject.FingerprintAsync(Token);
        await MigrateAsync(Small);
        await using (var process = Subject.StartProcess("rollbackAll", leaseSeconds: 60))
        {
            await WaitUntilAsync(status => status.Restored > 200);
            process.Kill();
            await process.ExitAsync(Token);
        }

        await RollbackAsync();

        Assert.Equal(before, await Subject.FingerprintAsync(Token));
        var status = await StatusAsync();
        Assert.Equal(status.Modified, status.Restored);
        Assert.Equal(0, status.Conflicts);
    }
}
