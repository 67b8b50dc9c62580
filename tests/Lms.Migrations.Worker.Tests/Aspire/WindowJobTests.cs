using System.Collections.Concurrent;
using Hangfire;
using Lms.Contracts.Windows;
using Lms.Migrations.Worker.Lanes;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;
using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Lanes;

/// <summary>The recurring job that opens windows.</summary>
public sealed class WindowJobTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task All_workers_are_told_of_runs_whose_window_is_open_and_of_no_others()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var run = await WaitingAsync(worker);
        var told = new ConcurrentQueue<Guid?>();
        worker.Service<PlatformSignals>().RunChanged += (_, signal) => told.Enqueue(signal.Run);
        // Behind whatever is still on its way: signals come in order.
        var marker = Guid.NewGuid();
        await worker.Service<PlatformSignals>().TryTellAsync(marker, Token);
        while (!told.Contains(marker))
            await Task.Delay(20, Token);
        told.Clear();
        // Another worker's view, a moment ahead of this one's.
        var open = new WindowBook(TimeProvider.System);
        open.Read(new WindowSnapshot(DateTimeOffset.UtcNow, [], []), TimeProvider.System.GetTimestamp());

        Assert.Equal(0, await worker.Service<WindowJob>().OpenAsync(Token));
        Assert.Empty(told);
        Assert.Equal(1, await new WindowJob(worker.Service<RunStore>(), open, worker.Service<PlatformSignals>()).OpenAsync(Token));
        while (told.IsEmpty)
            await Task.Delay(20, Token);

        // Told and no more: each looks for itself.
        Assert.Equal([run], told);
        Assert.Equal("waitingForWindow", (await worker.Admin.GetRunAsync(run, Token)).State);
    }

    [Fact]
    public async Task The_job_recurs_once_however_many_workers_there_are_and_is_carried_out_by_one()
    {
        await using var first = await StartAsync(NewSetup().For("first"));
        await using var second = await StartAsync(first.Setup.For("second"));
        while (await Platform.ScalarAsync<long>("SELECT count(*) FROM hangfire.set WHERE key = 'recurring-jobs'", Token) == 0)
            await Task.Delay(50, Token);

        first.Service<IRecurringJobManagerV2>().TriggerJob(WindowJob.Name);
        second.Service<IRecurringJobManagerV2>().TriggerJob(WindowJob.Name);
        while (await Platform.ScalarAsync<long>("SELECT count(*) FROM hangfire.job WHERE statename = 'Succeeded'", Token) < 2)
            await Task.Delay(50, Token);

        Assert.Equal([WindowJob.Name], await Platform.RowsAsync("SELECT value FROM hangfire.set WHERE key = 'recurring-jobs'", Token));
        Assert.Equal(
            ["t"], await Platform.RowsAsync("SELECT DISTINCT data ->> 'ServerId' LIKE '%:control:%' FROM hangfire.state WHERE name = 'Processing'", Token));
    }

    private static async Task<Guid> WaitingAsync(WorkerHost worker)
    {
        await worker.Admin.AddWindowAsync(new NewWindowDocument($"{DateTimeOffset.UtcNow.AddHours(2):yyyy-MM-ddTHH:mm:ssZ}/PT1H"), Token);
        return (await worker.Admin.StartRunAsync(Migrate() with { When = "window" }, Token)).Id;
    }
}
