using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Tests.Backfills.Harness;

namespace Lms.Migrations.Tests.Backfills;

/// <summary>What goes wrong in production, on either engine.</summary>
public abstract class BackfillFailureTests : BackfillTest
{
    [Fact]
    public async Task What_the_server_rejects_is_left_and_the_rest_is_done_and_the_next_run_tries_only_that()
    {
        await Subject.FillAsync(2_000, Token);
        await Subject.PoisonAsync(501, Token);
        Subject.WriteBackfill();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        var status = await StatusAsync();
        Assert.Equal(BackfillState.Failed, status.State);
        Assert.Equal((9, 1), (status.Chunks.Done, status.Chunks.Failed));
        Assert.Contains("1 of 10 chunks failed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Fault?.Number);
        Assert.NotNull(failure.Line);

        await Subject.SetEarningsAsync(501, 10, Token);
        await MigrateAsync();
        await AssertCompleteAsync();
    }

    [Fact]
    public async Task When_over_half_of_fifty_chunks_failed_it_gives_up_without_trying_the_rest()
    {
        await Subject.FillAsync(20_000, Token);
        for (var id = 101; id <= 16_000; id += 200)
            await Subject.PoisonAsync(id, Token);
        Subject.WriteBackfill();

        var settings = Slow with { Attempts = 1 };
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(settings));

        var status = await StatusAsync();
        Assert.Equal(BackfillState.Failed, status.State);
        Assert.True(status.Chunks.Pending > 0, "Everything was tried.");
        Assert.True(status.Chunks.Failed >= 26, $"{status.Chunks.Failed} chunks failed.");
    }

    [Fact]
    public async Task A_row_that_the_application_holds_is_waited_for_within_bounds_and_then_changed()
    {
        await Subject.FillAsync(2_000, Token);
        Subject.WriteBackfill();
        Task<RunResult> run;
        await using (await Subject.HoldAsync(503, 503, Token))
        {
            run = MigrateAsync();
            // Everything else is done meanwhile: chunks that ran out of time are divided until only the held row is left.
            await WaitUntilAsync(status => status.Processed >= 1_900);
            Assert.Equal(0, (await Subject.ReadAsync(Token))[502].Balance);
        }

        try
        {
            await run;
        }
        catch (StepFailedException)
        {
            // Its attempts may have ended before the row was free; then the next run does it.
            await MigrateAsync();
        }

        await AssertCompleteAsync();
    }

    [Fact]
    public async Task Broken_connections_are_opened_again_and_nothing_is_counted_twice()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        var run = MigrateAsync(Slow);
        for (var after = 300; after <= 1_500; after += 400)
        {
            await WaitUntilAsync(status => status.Processed >= after);
            await Subject.BreakConnectionsAsync(Token);
        }

        try
        {
            await run;
        }
        catch (DatabaseUnavailableException)
        {
            // The run may end with its working connection; the next one goes on.
            await MigrateAsync();
        }

        await AssertCompleteAsync();
        Assert.Equal(3_000, (await StatusAsync()).Processed);
    }
}
