using Lms.Contracts.Client;
using Lms.Contracts.Runs;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Execution;

/// <summary>Runs that lost their worker and that nobody goes on with: they end, after what they owe.</summary>
public sealed class EndedRunTests(PostgresServer server) : WorkerTest(server)
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("lms-ended-");

    // Made by the hook before a run, removed by the one after it.
    private string Maintenance => Path.Combine(directory.FullName, "maintenance");

    public override ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_cancelled_when_its_worker_is_dead_goes_no_further_and_switches_maintenance_off()
    {
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        await using var first = await WorkerProcess.StartAsync(NewMaintained().For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await using var second = await WorkerProcess.StartAsync(NewMaintained().For("second"), Token);

        first.Kill();
        await second.Admin.CancelRunAsync(run.Id, "enough", Token);
        var ended = await EndedAsync(second.Admin, run.Id);

        Assert.Equal("cancelled", ended.State);
        Assert.Equal(("bootstrap", "enough", false), (ended.Cancellation!.By, ended.Cancellation.Reason, ended.Cancellation.IsRejection));
        Assert.False(File.Exists(Maintenance));
        Assert.Equal(["after|stopped"], await File.ReadAllLinesAsync($"{Maintenance}.log", Token));
        Assert.True(await Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance = 0", Token) > 0);
    }

    [Fact]
    public async Task One_that_was_lost_again_and_again_before_anything_more_was_done_fails()
    {
        await Database.ExecuteAsync("CREATE TABLE held AS SELECT true AS is_held", Token);
        Catalog.With("001-poison.sql", """
            -- migrate:up
            DO $$ BEGIN WHILE (SELECT is_held FROM held) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$;
            -- migrate:down
            SELECT 1;
            """);
        await using var first = await WorkerProcess.StartAsync(NewMaintained().For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        while (!File.Exists(Maintenance))
            await Task.Delay(20, Token);
        // As if it had been the fifth time.
        await Platform.ExecuteAsync("UPDATE runs SET losses = 4", Token);
        await using var second = await WorkerProcess.StartAsync(NewMaintained().For("second"), Token);

        first.Kill();
        var ended = await EndedAsync(second.Admin, run.Id);

        Assert.Equal(("failed", 2), (ended.State, ended.Attempts));
        Assert.Contains("lost 5 times in a row", ended.Error!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Maintenance));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
    }

    [Fact]
    public async Task What_was_done_in_between_makes_up_for_earlier_losses()
    {
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        await using var first = await WorkerProcess.StartAsync(Finely(NewSetup()).For("first"), Token);
        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await Platform.ExecuteAsync("UPDATE runs SET losses = 4", Token);
        while (await Platform.ScalarAsync<int>("SELECT losses FROM runs", Token) > 0)
            await Task.Delay(50, Token);
        await using var second = await WorkerProcess.StartAsync(Finely(NewSetup()).For("second"), Token);

        first.Kill();
        await Task.Delay(100, Token);
        await HurryAsync();

        Assert.Equal(("succeeded", 2), (await EndedAsync(second.Admin, run.Id)) is var ended ? (ended.State, ended.Attempts) : default);
    }

    private WorkerSetup NewMaintained() => Command(Command(Finely(NewSetup()), "Before", $"touch {Maintenance}"),
        "After", $"rm {Maintenance}; echo \"$LMS_MOMENT|$LMS_OUTCOME\" >> {Maintenance}.log");

    private static WorkerSetup Command(WorkerSetup setup, string moment, string script) => setup
        .Set($"Lms:Databases:0:{moment}:Command:0", "/bin/sh").Set($"Lms:Databases:0:{moment}:Command:1", "-c").Set($"Lms:Databases:0:{moment}:Command:2", script);

    private static async Task<RunDocument> EndedAsync(LmsClient client, Guid run)
    {
        await foreach (var _ in client.WatchRunAsync(run, after: 0, Token))
        {
            // Until it is over.
        }

        return await client.GetRunAsync(run, Token);
    }
}
