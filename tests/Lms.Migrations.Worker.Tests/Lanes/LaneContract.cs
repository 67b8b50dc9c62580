using Lms.Contracts.Client;
using Lms.Contracts.Windows;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Lanes;

/// <summary>What every stack promises of lanes that workers lend to each other's runs, whatever lends them.</summary>
public abstract class LaneContract(PostgresServer server) : WorkerTest(server)
{
    private const int Accounts = 2_000;
    // Longer than any batch, and than it takes a worker to hear of what was asked of another.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task All_chunks_are_done_once_by_the_lanes_of_every_worker()
    {
        await using var workers = await StartTwoAsync();

        await HurryAsync();
        var ended = await EndAsync(workers.Driver.Admin, workers.Run);

        Assert.Equal(("succeeded", 1), (ended.State, ended.Attempts));
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
        Assert.Equal(["done"], await Database.RowsAsync("SELECT DISTINCT state FROM migrator.chunks", Token));
        Assert.Equal(new[] { $"{workers.Driver.Id}", $"{workers.Lender.Id}" }.Order(), (await LaneProcessesAsync()).Order());
    }

    [Fact]
    public async Task What_the_lanes_of_a_killed_worker_had_claimed_is_done_by_those_of_the_others()
    {
        await using var workers = await StartTwoAsync();

        workers.Lender.Kill();
        await HurryAsync();
        var ended = await EndAsync(workers.Driver.Admin, workers.Run);

        Assert.Equal(("succeeded", 1), (ended.State, ended.Attempts));
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
    }

    [Fact]
    public async Task Lanes_rest_while_the_backfill_is_paused_and_go_on_when_it_is_resumed()
    {
        await using var workers = await StartTwoAsync();
        var backfill = (await workers.Driver.Admin.ListBackfillsAsync("shop", Token)).Backfills.Single().Id;

        await workers.Lender.Admin.SteerBackfillAsync("shop", backfill, "pause", reason: null, Token);
        await UntilAsync(workers.Driver.Admin, workers.Run, "paused");
        await AssertRestAsync();
        await workers.Driver.Admin.SteerBackfillAsync("shop", backfill, "resume", reason: null, Token);
        await HurryAsync();

        Assert.Equal("succeeded", (await EndAsync(workers.Driver.Admin, workers.Run)).State);
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
    }

    [Fact]
    public async Task Lanes_end_with_a_run_that_is_cancelled()
    {
        await using var workers = await StartTwoAsync();

        await workers.Lender.Admin.CancelRunAsync(workers.Run, "not today", Token);
        Assert.Equal("cancelled", (await EndAsync(workers.Driver.Admin, workers.Run)).State);

        await AssertRestAsync();
    }

    [Fact]
    public async Task Lanes_stop_when_the_window_closes_and_go_on_when_it_opens()
    {
        await using var workers = await StartTwoAsync();

        var freeze = await workers.Driver.Admin.AddFreezeAsync(new NewFreezeDocument("not now"), Token);
        await UntilAsync(workers.Driver.Admin, workers.Run, "waitingForWindow");
        await AssertRestAsync();
        await HurryAsync();
        await workers.Driver.Admin.RemoveFreezeAsync(freeze.Id, "now", Token);

        Assert.Equal("succeeded", (await EndAsync(workers.Driver.Admin, workers.Run)).State);
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
    }

    /// <summary>Two workers at work on a slow backfill, the one that drives it and the one that lends.</summary>
    protected async Task<DriverAndLender> StartTwoAsync()
    {
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        var driver = await WorkerProcess.StartAsync(setup.For("driver"), Token);
        var run = (await driver.Admin.StartRunAsync(Migrate(), Token)).Id;
        await UnderWayAsync();
        var lender = await WorkerProcess.StartAsync(setup.For("lender"), Token);
        while ((await LaneProcessesAsync()).Count < 2)
            await Task.Delay(50, Token);
        return new DriverAndLender(setup, driver, lender, run);
    }

    /// <summary>The processes whose lanes have claimed chunks.</summary>
    protected Task<IReadOnlyList<string>> LaneProcessesAsync() =>
        Database.RowsAsync("SELECT DISTINCT split_part(lane, ':', 2) FROM migrator.chunks WHERE lane IS NOT NULL", Token);

    protected static async Task<Lms.Contracts.Runs.RunDocument> EndAsync(LmsClient client, Guid run)
    {
        await foreach (var _ in client.WatchRunAsync(run, after: 0, Token))
        {
            // Until it is over.
        }

        return await client.GetRunAsync(run, Token);
    }

    private async Task AssertRestAsync()
    {
        var before = await ChangedAsync();
        await Task.Delay(Moment, Token);
        Assert.InRange(before, 1, Accounts - 1);
        Assert.Equal(before, await ChangedAsync());
    }

    private Task<long> ChangedAsync() => Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE touched > 0", Token);

    private static async Task UntilAsync(LmsClient client, Guid run, string state)
    {
        while ((await client.GetRunAsync(run, Token)).State != state)
            await Task.Delay(50, Token);
    }

    /// <summary>Two workers and the run that the first drives.</summary>
    protected sealed record DriverAndLender(WorkerSetup Setup, WorkerProcess Driver, WorkerProcess Lender, Guid Run) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Lender.DisposeAsync();
            await Driver.DisposeAsync();
        }
    }
}
