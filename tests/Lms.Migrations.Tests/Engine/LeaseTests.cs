using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class LeaseTests(PostgresServer server) : EngineTest(server)
{
    private static readonly MigrationRunnerOptions NoWait = new() { LeaseWait = TimeSpan.Zero };

    [Fact]
    public async Task Who_does_not_want_to_wait_is_told_who_holds_the_lease()
    {
        var holder = StartSlowRun(1.5);
        await WaitUntilRunsAsync("SELECT pg_sleep");

        var exception = await Assert.ThrowsAsync<LeaseNotObtainedException>(() => Runner(NoWait, actor: "bob").RunPendingMigrationsAsync(Token));

        Assert.Equal(("alice", Environment.ProcessId), (exception.Holder.Actor, exception.Holder.ProcessId));
        await holder;
    }

    [Fact]
    public async Task A_waiter_hears_who_holds_the_lease_and_has_nothing_to_do_when_that_run_did_it_all()
    {
        var holder = StartSlowRun(1);
        await WaitUntilRunsAsync("SELECT pg_sleep");

        var events = await CollectAsync(Runner(actor: "bob").MigrateAsync(new MigrateRequest(), Token));

        Assert.Equal("alice", events.OfType<WaitingForLease>().First().Holder.Actor);
        Assert.Empty(events.OfType<RunCompleted>().Single().Result.Steps);
        Assert.Single((await holder).Steps);
    }

    [Fact]
    public async Task A_run_longer_than_its_lease_keeps_it_by_renewing()
    {
        Catalog.With("1-slow.sql", "-- migrate:up\nSELECT pg_sleep(6);\nCREATE TABLE done (id int);\n");
        var shortLease = new MigrationRunnerOptions { LeaseDuration = TimeSpan.FromSeconds(2.5) };

        var holder = MigrateAsync(shortLease);
        await WaitUntilRunsAsync("SELECT pg_sleep");
        await Task.Delay(3_500, Token);
        await Assert.ThrowsAsync<LeaseNotObtainedException>(() => MigrateAsync(NoWait));

        Assert.Single((await holder).Steps);
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT epoch FROM migrator.lease", Token));
    }

    [Fact]
    public async Task The_lease_is_free_again_after_success_failure_and_refusal()
    {
        Catalog.WithTable("1", "one").With("2-broken.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(NoWait));

        Assert.Equal("2|", Assert.Single(await Database.RowsAsync("SELECT epoch, run_id FROM migrator.lease", Token)));
    }

    [Fact]
    public async Task To_stop_reading_events_is_to_cancel_the_run()
    {
        Catalog.With("1-slow.sql", "-- migrate:up\nSELECT pg_sleep(60);\n");

        await foreach (var happened in Runner().MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is StepStarted)
                break;
        }

        Assert.Equal("", Assert.Single(await Database.RowsAsync("SELECT run_id FROM migrator.lease", Token)));
        // The server's side of a closed connection ends a moment later.
        await WaitUntilAsync("SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private Task<RunResult> StartSlowRun(double seconds)
    {
        Catalog.With("1-slow.sql", $"-- migrate:up\nSELECT pg_sleep({seconds});\n");
        return Runner(actor: "alice").RunPendingMigrationsAsync(Token);
    }
}
