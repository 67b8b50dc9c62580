using System.Diagnostics;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Execution;

/// <summary>What becomes of runs when the process that is at work on them is killed, stopped, or told to stop.</summary>
public sealed class TakeoverTests(PostgresServer server) : WorkerTest(server)
{
    private const int Accounts = 2_000;
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_killed_workers_run_is_finished_by_another_and_each_row_is_changed_once()
    {
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        await using var first = await WorkerProcess.StartAsync(setup.For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate() with { Reason = "the balances" }, Token);
        await UnderWayAsync();
        await using var second = await WorkerProcess.StartAsync(setup.For("second"), Token);

        first.Kill();
        var killed = Stopwatch.StartNew();
        await UntilTakenOverAsync(second.Admin, run.Id);
        Assert.True(killed.Elapsed < Promise, $"It took {killed.Elapsed} to take over.");
        await HurryAsync();
        var story = await StoryAsync(second.Admin, run.Id);

        Assert.Equal(["queued", "running", "interrupted", "running", "succeeded"], story.Select(change => change.To));
        Assert.Contains("is gone", story[2].Reason, StringComparison.Ordinal);
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'leaseTakenOver'", Token));
        var ended = await second.Admin.GetRunAsync(run.Id, Token);
        Assert.Equal((2, Accounts), (ended.Attempts, ended.Result!.Backfills.Single().Modified));
    }

    [Fact]
    public async Task A_worker_stopped_past_its_lease_and_continued_changes_nothing_more()
    {
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        var setup = Finely(NewSetup()).Set("Lms:Options:LeaseDuration", "3s");
        await using var first = await WorkerProcess.StartAsync(setup.For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await using var second = await WorkerProcess.StartAsync(setup.For("second"), Token);

        first.Stop();
        await UntilTakenOverAsync(second.Admin, run.Id);
        first.Continue();
        await HurryAsync();
        var story = await StoryAsync(second.Admin, run.Id);
        await first.Admin.GetRunAsync(run.Id, Token);

        Assert.Equal("succeeded", story[^1].To);
        Assert.All(story.Skip(2), change => Assert.DoesNotContain("first@", change.By, StringComparison.Ordinal));
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_hands_its_run_over_at_once()
    {
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        await using var first = await WorkerProcess.StartAsync(setup.For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await using var second = await WorkerProcess.StartAsync(setup.For("second"), Token);
        // Whoever asked for a run watches it, as a rule, and must not keep its worker.
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watching = WatchAsync(first.Admin, run.Id, leave.Token);

        var told = Stopwatch.StartNew();
        first.Terminate();
        Assert.Equal(0, await first.ExitAsync(Token));
        Assert.True(told.Elapsed < Promise, $"It took {told.Elapsed} to stop.");
        await leave.CancelAsync();
        await watching;
        await HurryAsync();
        var story = await StoryAsync(second.Admin, run.Id);

        Assert.Equal(["queued", "running", "interrupted", "running", "succeeded"], story.Select(change => change.To));
        Assert.Contains("was stopped", story[2].Reason, StringComparison.Ordinal);
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'leaseTakenOver'", Token));
    }

    [Fact]
    public async Task A_rollback_of_two_whose_worker_is_killed_after_the_first_undoes_two_and_not_three()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two").With("003-three.sql", """
            -- migrate:up
            CREATE TABLE three (id int);
            -- migrate:down
            DROP TABLE three;
            """).With("002-create-two.sql", """
            -- migrate:up
            CREATE TABLE two (id int);
            -- migrate:down
            DO $$ BEGIN WHILE (SELECT is_held FROM held) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$;
            DROP TABLE two;
            """);
        await Database.ExecuteAsync("CREATE TABLE held AS SELECT true AS is_held", Token);
        var setup = NewSetup();
        await using var first = await WorkerProcess.StartAsync(setup.For("first"), Token);
        await StoryAsync(first.Admin, (await first.Admin.StartRunAsync(Migrate(), Token)).Id);
        var run = await first.Admin.StartRunAsync(Rollback() with { Steps = 2 }, Token);
        while (await ExistsAsync("three"))
            await Task.Delay(20, Token);
        await using var second = await WorkerProcess.StartAsync(setup.For("second"), Token);

        first.Kill();
        await UntilTakenOverAsync(second.Admin, run.Id);
        await Database.ExecuteAsync("UPDATE held SET is_held = false", Token);
        var story = await StoryAsync(second.Admin, run.Id);

        Assert.Equal(["queued", "running", "interrupted", "running", "succeeded"], story.Select(change => change.To));
        Assert.True(await ExistsAsync("one"));
        Assert.False(await ExistsAsync("two") || await ExistsAsync("three"));
        Assert.Equal(["003", "002"], (await second.Admin.GetRunAsync(run.Id, Token)).Result!.Steps.Select(step => step.Version));
    }

    [Fact]
    public async Task The_lanes_of_every_living_worker_work_on_a_backfill()
    {
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        await using var first = await WorkerProcess.StartAsync(setup.For("first"), Token);
        await using var second = await WorkerProcess.StartAsync(setup.For("second"), Token);

        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        while ((await LaneProcessesAsync()).Count < 2)
            await Task.Delay(50, Token);
        await HurryAsync();
        await StoryAsync(first.Admin, run.Id);

        Assert.Equal(new[] { $"{first.Id}", $"{second.Id}" }.Order(), (await LaneProcessesAsync()).Order());
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
    }

    private async Task<IReadOnlyList<string>> LaneProcessesAsync() => await ExistsAsync("migrator.chunks")
        ? await Database.RowsAsync("SELECT DISTINCT split_part(lane, ':', 2) FROM migrator.chunks WHERE lane IS NOT NULL", Token)
        : [];

    private static async Task WatchAsync(LmsClient client, Guid run, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in client.WatchRunAsync(run, after: 0, cancellationToken))
            {
                // Only there.
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It tries to come back to a worker that is gone.
        }
    }

    private static async Task UntilTakenOverAsync(LmsClient client, Guid run)
    {
        while ((await client.GetRunAsync(run, Token)) is not { Attempts: 2, State: "running" or "succeeded" })
            await Task.Delay(50, Token);
    }

    private static async Task<IReadOnlyList<StateChangedEvent>> StoryAsync(LmsClient client, Guid run)
    {
        var story = new List<StateChangedEvent>();
        await foreach (var happened in client.WatchRunAsync(run, after: 0, Token))
        {
            if (happened.Event is StateChangedEvent changed)
                story.Add(changed);
        }

        return story;
    }
}
