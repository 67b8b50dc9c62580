using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>What a backfill does on either engine when all goes well, and when an operator steps in.</summary>
public abstract class BackfillRunTests : BackfillTest
{
    [Fact]
    public async Task Every_account_is_changed_once_and_to_the_cent()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();

        await MigrateAsync();

        await AssertCompleteAsync();
        var accounts = await Subject.ReadAsync(Token);
        var status = await StatusAsync();
        Assert.Equal(BackfillState.Succeeded, status.State);
        Assert.Equal(3_000, status.Processed);
        Assert.Equal(accounts.Count(account => account.Earnings > 0), status.Matched);
        Assert.Equal(accounts.Sum(account => account.Balance), decimal.Parse(status.SumAfter!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0, decimal.Parse(status.SumBefore!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(15, status.Chunks.Done);
        Assert.Equal(15, status.Chunks.All);
    }

    [Fact]
    public async Task An_empty_source_is_done_at_once()
    {
        await Subject.FillAsync(0, Token);
        Subject.WriteBackfill();

        await MigrateAsync();

        Assert.Equal(BackfillState.Succeeded, (await StatusAsync()).State);
    }

    [Fact]
    public async Task Balances_that_the_application_has_set_are_left_alone()
    {
        await Subject.FillAsync(1_000, Token);
        await Subject.SetBalanceAsync(7, 12.34m, Token);
        Subject.WriteBackfill();

        await MigrateAsync();

        Assert.Equal(12.34m, (await Subject.ReadAsync(Token))[6].Balance);
        Assert.DoesNotContain(7, await Subject.JournalAsync(Token));
    }

    [Fact]
    public async Task Progress_never_goes_back_and_ends_at_all()
    {
        await Subject.FillAsync(15_000, Token);
        Subject.WriteBackfill();
        var seen = new List<BackfillStatus>();

        await foreach (var happened in Runner(Slow with { Lanes = 1 }).MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is BackfillProgress progress)
                seen.Add(progress.Status);
        }

        Assert.True(seen.Count >= 3, $"{seen.Count} reports.");
        Assert.Equal(seen.Select(status => status.Processed).Order(), seen.Select(status => status.Processed));
        Assert.Equal(15_000, seen[^1].Processed);
        Assert.Equal(1, seen[^1].Fraction);
        Assert.Contains(seen, status => status.Rate > 0 && status.Remaining > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_pause_holds_within_a_batch_and_a_resume_goes_on()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var run = MigrateAsync(Slow);
        var id = (await WaitUntilAsync(status => status.Processed > 100)).Id;

        await Control(reason: "too busy").PauseAsync(id, Token);
        var paused = await WaitUntilAsync(status => status.State == BackfillState.Paused);
        await Task.Delay(600, Token);

        var later = await StatusAsync();
        Assert.Equal(paused.Processed, later.Processed);
        Assert.True(later.Processed < 3_000);
        Assert.Equal("too busy", later.Reason);
        Assert.False(run.IsCompleted);

        await Control().ResumeAsync(id, Token);
        await run;
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task A_cancelled_backfill_fails_its_migration_and_the_next_run_goes_on_with_it()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var run = MigrateAsync(Slow);
        var id = (await WaitUntilAsync(status => status.Processed > 100)).Id;

        await Control("alice", "wrong day").CancelAsync(id, Token);
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => run);

        Assert.Contains("cancelled by alice: wrong day", failure.Message, StringComparison.Ordinal);
        Assert.Equal(BackfillState.Cancelled, (await StatusAsync()).State);

        await MigrateAsync();
        Assert.Equal(id, (await StatusAsync()).Id);
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_it_interrupted_and_the_next_goes_on_where_it_stopped()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = Runner(Slow).RunPendingMigrationsAsync(stop.Token);
        await WaitUntilAsync(status => status.Processed > 100);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        var left = await StatusAsync();
        Assert.Equal(BackfillState.Interrupted, left.State);
        Assert.InRange(left.Processed, 100, 2_999);
        Assert.Equal(0, left.Chunks.Running);
        await MigrateAsync();
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task A_backfill_whose_file_was_changed_in_the_middle_is_not_gone_on_with()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = Runner(Slow).RunPendingMigrationsAsync(stop.Token);
        await WaitUntilAsync(status => status.Processed > 100);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Subject.Rewrite(text => text.Replace("> 0", "> 1", StringComparison.Ordinal).Replace("\"$lte\": 0", "\"$lte\": 1", StringComparison.Ordinal));
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("was changed after its backfill", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.WayOut);
    }

    [Fact]
    public async Task A_session_that_waits_for_a_lock_on_the_source_holds_the_lanes_back_and_is_named()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var run = MigrateAsync(Slow);
        await WaitUntilAsync(status => status.Processed > 100);

        await using (await Subject.QueueAsync(Token))
            await WaitUntilAsync(status => status.Throttle?.Contains("for a lock on accounts", StringComparison.Ordinal) == true);

        await run;
        await AssertCompleteAsync();
    }
}
