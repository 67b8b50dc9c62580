using Lms.Migrations.Worker.Lanes;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.Migrations.Worker.Tests.Lanes;

/// <summary>The lanes of the Aspire stack, and what becomes of jobs that Hangfire loses or delivers twice.</summary>
public sealed class LaneJobTests(PostgresServer server) : LaneContract(server)
{
    [Fact]
    public async Task The_job_of_a_killed_server_is_delivered_to_another_and_each_row_is_changed_once()
    {
        await using var workers = await StartTwoAsync();
        await UntilAsync("SELECT count(*) = 2 FROM hangfire.job WHERE statename = 'Processing'");

        workers.Lender.Kill();
        await using var third = await WorkerProcess.StartAsync(workers.Setup.For("third"), Token);
        // By two servers, one after the other: the second time because the first no longer said that it has it.
        await UntilAsync("""
            SELECT EXISTS (SELECT FROM hangfire.state WHERE name = 'Processing' GROUP BY jobid HAVING count(DISTINCT data ->> 'ServerId') > 1)
            """);
        await HurryAsync();

        Assert.Equal("succeeded", (await EndAsync(workers.Driver.Admin, workers.Run)).State);
        Assert.Equal(["1|2000"], await TouchesAsync());
    }

    [Fact]
    public async Task Jobs_that_are_lost_are_made_anew()
    {
        await using var workers = await StartTwoAsync();

        await Platform.ExecuteAsync("TRUNCATE hangfire.jobqueue", Token);

        await UntilAsync("SELECT count(*) >= 2 FROM hangfire.jobqueue WHERE queue = 'lanes_shop'");
        await HurryAsync();
        Assert.Equal("succeeded", (await EndAsync(workers.Driver.Admin, workers.Run)).State);
        Assert.Equal(["1|2000"], await TouchesAsync());
    }

    [Fact]
    public async Task Jobs_that_are_delivered_twice_change_nothing_and_come_to_an_end()
    {
        await using var workers = await StartTwoAsync();

        await Platform.ExecuteAsync("""
            INSERT INTO hangfire.jobqueue (jobid, queue) SELECT jobid, queue FROM hangfire.jobqueue, generate_series(1, 3) WHERE queue = 'lanes_shop'
            """, Token);
        await HurryAsync();

        Assert.Equal("succeeded", (await EndAsync(workers.Driver.Admin, workers.Run)).State);
        Assert.Equal(["1|2000"], await TouchesAsync());
        await UntilAsync("SELECT NOT EXISTS (SELECT FROM hangfire.jobqueue WHERE queue = 'lanes_shop')");
    }

    [Fact]
    public void A_process_works_on_a_run_once_however_many_jobs_say_so()
    {
        var (seats, run) = (new LaneSeats(), Guid.NewGuid());

        using (var first = seats.TryTake(run))
        {
            Assert.NotNull(first);
            Assert.Null(seats.TryTake(run));
            Assert.NotNull(seats.TryTake(Guid.NewGuid()));
        }

        Assert.NotNull(seats.TryTake(run));
    }

    [Fact]
    public async Task Of_two_deliveries_to_one_process_the_second_ends_at_once()
    {
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        await using var driver = await WorkerProcess.StartAsync(setup.For("driver"), Token);
        var run = (await driver.Admin.StartRunAsync(Migrate(), Token)).Id;
        await UnderWayAsync();
        await using var lender = await WorkerHost.StartAsync(setup.For("lender"), Token);
        while ((await LaneProcessesAsync()).Count < 2)
            await Task.Delay(50, Token);

        // A turn would take 30 s.
        var job = ActivatorUtilities.CreateInstance<LaneJob>(lender.Service<IServiceProvider>());
        await job.WorkAsync("shop", run, Token).WaitAsync(TimeSpan.FromSeconds(15), Token);

        await HurryAsync();
        Assert.Equal("succeeded", (await EndAsync(driver.Admin, run)).State);
    }

    [Theory]
    [InlineData("Shop")]
    [InlineData("käse und brot")]
    [InlineData("a.b")]
    public void Each_database_has_a_queue_of_its_own_whose_name_Hangfire_takes(string database)
    {
        Assert.Matches("^[a-z0-9_-]+$", JobQueues.OfLanes(database));
        Assert.Equal(JobQueues.OfLanes(database), JobQueues.OfLanes(database));
        Assert.NotEqual(JobQueues.OfLanes("shop"), JobQueues.OfLanes(database));
        Assert.Equal("lanes_shop", JobQueues.OfLanes("shop"));
    }

    private async Task UntilAsync(string sql)
    {
        while (!await Platform.ScalarAsync<bool>(sql, Token))
            await Task.Delay(100, Token);
    }
}
