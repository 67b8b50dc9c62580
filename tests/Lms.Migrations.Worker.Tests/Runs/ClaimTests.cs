using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Runs;

/// <summary>What a worker writes about a run counts only while the run is its own.</summary>
public sealed class ClaimTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task Nothing_is_written_by_a_worker_whose_run_another_has_taken()
    {
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var (runs, events) = (worker.Service<RunStore>(), worker.Service<RunEventStore>());
        var id = (await worker.Admin.StartRunAsync(Migrate(), Token)).Id;
        await UnderWayAsync();
        var mine = (await runs.FindAsync(id, Token))!;
        RunEvent[] told = [new SeederStartedEvent("from the past", 1, 1)];

        foreach (var stale in new[] { mine with { Claim = mine.Claim - 1 }, mine with { Worker = Guid.NewGuid() } })
        {
            Assert.False(await events.AppendAsync(stale, told, hasProgressed: false, Token));
            Assert.False(await runs.BeginAsync(stale, mine.Plan!, Token));
        }

        Assert.False(await runs.UpdateAsync(mine with { Claim = mine.Claim - 1 }, mine with { State = RunState.Succeeded }, "ghost", null, Token));
        // As when the answer was lost, and the same is sent again.
        Assert.False(await events.AppendAsync(mine with { LastEvent = mine.LastEvent - 1 }, told, hasProgressed: false, Token));
        await HurryAsync();
        var ended = await EndAsync(worker, id);
        Assert.Equal("succeeded", ended.State);
        Assert.Equal(0, await Platform.ScalarAsync<long>("SELECT count(*) FROM run_events WHERE body ->> 'name' = 'from the past'", Token));
        Assert.Equal(["1|t"], await Platform.RowsAsync("SELECT min(id), max(id) = count(*) FROM run_events", Token));
    }

    [Fact]
    public async Task Two_runs_of_one_database_are_never_under_way_at_once_whoever_takes_them()
    {
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var runs = worker.Service<RunStore>();
        var first = (await worker.Admin.StartRunAsync(Migrate(), Token)).Id;
        await UnderWayAsync();
        var second = (await runs.FindAsync((await worker.Admin.StartRunAsync(Migrate(), Token)).Id, Token))!;

        Assert.False(await runs.UpdateAsync(second, second with { State = RunState.Running, Worker = worker.Service<WorkerIdentity>().Id, Claim = 1 }, "eager", null, Token));

        await HurryAsync();
        await EndAsync(worker, first);
        Assert.Equal("succeeded", (await EndAsync(worker, second.Id)).State);
    }
}
