using Lms.Contracts.Client;
using Lms.Migrations.Worker.Execution;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Execution;

/// <summary>What is applied when workers start.</summary>
public sealed class StartupRunTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task In_development_workers_that_start_together_ask_once_and_apply_once()
    {
        Catalog.WithTable("001", "one");
        var setup = NewSetup("Development");
        var starting = Enumerable.Range(1, 3).Select(number => StartAsync(setup.For($"worker-{number}"))).ToList();
        foreach (var worker in await Task.WhenAll(starting))
        {
            await SettleAsync(worker);
            await worker.DisposeAsync();
        }

        Assert.Equal(["worker start|succeeded"], await RunsAsync());
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_migration_that_fails_is_tried_once_by_workers_that_start_together_and_again_by_later_ones()
    {
        Catalog.With("001-fails.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        var setup = NewSetup("Development");
        await using (var first = await StartAsync(setup.For("first")))
        {
            while ((await RunsAsync()) is not ["worker start|failed"])
                await Task.Delay(20, Token);
            await using var second = await StartAsync(setup.For("second"));
            await SettleAsync(second);
        }

        Assert.Equal(["worker start|failed"], await RunsAsync());
        await Platform.ExecuteAsync("UPDATE runs SET asked_at = asked_at - interval '1 minute'", Token);
        await using var later = await StartAsync(setup.For("later"));
        while ((await RunsAsync()) is not ["worker start|failed", "worker start|failed"])
            await Task.Delay(20, Token);
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("Production")]
    public async Task Elsewhere_nothing_is_applied_unasked(string environment)
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(NewSetup(environment));
        await SettleAsync(worker);
        Assert.Empty(await RunsAsync());
        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_catalog_that_is_wrong_keeps_nobody_from_asking_the_worker()
    {
        Catalog.With("001-wrong.sql", "-- migrate:sideways\nSELECT 1;\n");
        await using var worker = await StartAsync(NewSetup("Development"));
        await SettleAsync(worker);
        Assert.Empty(await RunsAsync());
        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate(), Token));
        Assert.Equal(("catalog", 409), (refused.Failure.Kind, refused.Status));
    }

    private static async Task SettleAsync(WorkerHost worker)
    {
        while (worker.Service<StartupRuns>().ExecuteTask is not { IsCompleted: true })
            await Task.Delay(20, Token);
        foreach (var run in (await worker.Admin.ListRunsAsync(new RunFilter(), Token)).Runs)
            await EndAsync(worker, run.Id);
    }

    private Task<IReadOnlyList<string>> RunsAsync() => Platform.RowsAsync("SELECT actor, state FROM runs ORDER BY asked_at", Token);
}
