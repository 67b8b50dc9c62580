using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Runs;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>What whoever asks and whoever watches sees of a silo that is killed.</summary>
public sealed class SiloLossTests(PostgresServer server) : WorkerTest(server)
{
    private static readonly Caller Alice = new("alice");
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Whoever_watches_a_run_whose_silo_is_killed_sees_all_of_it_once_and_in_order()
    {
        await WithSlowBackfillAsync(600, millisecondsEach: 10);
        var setup = Finely(NewSetup());
        await using var holder = await WorkerProcess.StartAsync(setup.For("holder"), Token);
        var asked = await holder.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await using var watcher = await WorkerHost.StartAsync(setup.For("watcher"), Token);
        Assert.NotEqual(await SiloCluster.WhereAsync(watcher), watcher.Service<ILocalSiloDetails>().SiloAddress);

        var seen = new List<long>();
        await foreach (var happened in watcher.Coordinator.WatchAsync(asked.Id, after: 0, Token))
        {
            seen.Add(happened.Id);
            if (seen.Count == 8)
            {
                holder.Kill();
                await HurryAsync();
            }
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(number => (long)number), seen);
        var ended = await watcher.Coordinator.FindAsync(asked.Id, Token);
        Assert.Equal((RunState.Succeeded, 2, seen.Count), (ended!.State, ended.Attempts, ended.LastEvent));
        Assert.Equal(["1|600"], await TouchesAsync());
    }

    [Fact]
    public async Task A_request_that_meets_a_killed_silo_is_taken_once_and_soon()
    {
        Catalog.WithTable("001", "one");
        var setup = NewSetup();
        await using var holder = await WorkerProcess.StartAsync(setup.For("holder"), Token);
        await holder.Admin.StartRunAsync(Migrate() with { When = "2099-01-01T00:00:00Z" }, Token);
        await using var other = await WorkerHost.StartAsync(setup.For("other"), Token);
        var request = RunRequest.Read(Migrate());

        holder.Kill();
        var began = TimeProvider.System.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => other.Coordinator.StartAsync(request, Alice, Token)));

        Assert.True(TimeProvider.System.GetElapsedTime(began) < Promise, $"It took {TimeProvider.System.GetElapsedTime(began)}.");
        Assert.Single(runs.Select(run => run.Id).Distinct());
        await EndAsync(other, runs[0].Id);
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task The_grain_of_a_killed_silo_is_made_anew_on_one_that_lives()
    {
        var setup = NewSetup();
        await using var holder = await WorkerProcess.StartAsync(setup.For("holder"), Token);
        await holder.Admin.StartRunAsync(Migrate() with { When = "2099-01-01T00:00:00Z" }, Token);
        await using var other = await WorkerHost.StartAsync(setup.For("other"), Token);

        holder.Kill();
        while (other.Service<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count > 1)
            await Task.Delay(100, Token);
        await SiloCluster.PlaceAsync(other, Token);

        Assert.Equal(other.Service<ILocalSiloDetails>().SiloAddress, await SiloCluster.WhereAsync(other));
    }

    [Fact]
    public async Task A_worker_that_starts_after_all_were_killed_does_not_wait_for_them()
    {
        var setup = NewSetup();
        await using (var last = await WorkerProcess.StartAsync(setup.For("last"), Token))
            last.Kill();

        var began = TimeProvider.System.GetTimestamp();
        await using var next = await WorkerHost.StartAsync(setup.For("next"), Token);

        Assert.True(TimeProvider.System.GetElapsedTime(began) < Promise, $"It took {TimeProvider.System.GetElapsedTime(began)}.");
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_leaves_the_cluster()
    {
        var setup = NewSetup();
        await using var first = await WorkerHost.StartAsync(setup.For("first"), Token);
        await using var second = await WorkerHost.StartAsync(setup.For("second"), Token);

        await second.StopAsync(Token);

        Assert.Equal(["1"], await Platform.RowsAsync("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3", Token));
        Assert.Equal(["6"], await Platform.RowsAsync("SELECT Status FROM OrleansMembershipTable WHERE SiloName <> '' AND Status <> 3", Token));
    }
}
