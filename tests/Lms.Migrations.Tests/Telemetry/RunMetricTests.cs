using Lms.Migrations.Failures;
using Lms.Migrations.Observation;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Telemetry;

public sealed class RunMetricTests(PostgresServer server) : EngineTest(server)
{
    private DatabaseTarget NamedTarget => Target with { Name = Database.Name };

    [Fact]
    public async Task Runs_and_steps_are_counted_by_direction_and_outcome()
    {
        Catalog.WithTable("1", "one").WithTable("2", "two");
        using var measured = new MeasurementCollector(Database.Name);

        await MigrateAsync();
        await MigrateAsync();
        await Runner().RollbackLastMigrationAsync(Token);
        Catalog.With("3-broken.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Equal(["up|succeeded", "up|succeeded", "down|succeeded", "up|failed"], measured.Named(MetricNames.Runs).Select(run => run.Words));
        string[] steps = ["up|succeeded", "up|succeeded", "down|succeeded", "up|succeeded", "up|failed"];
        Assert.Equal(steps, measured.Named(MetricNames.Steps).Select(step => step.Words));
        Assert.Equal(steps, measured.Named(MetricNames.StepDuration).Select(step => step.Words));
        Assert.All(measured.Named(MetricNames.StepDuration), step => Assert.InRange(step.Value, 0.000_1, 60));
        Assert.Equal(["s"], measured.Named(MetricNames.StepDuration).Select(step => step.Unit).Distinct());
    }

    [Fact]
    public async Task A_cancelled_run_counts_as_cancelled()
    {
        Catalog.With("1-slow.sql", "-- migrate:up\nSELECT pg_sleep(60);\n");
        using var measured = new MeasurementCollector(Database.Name);

        await foreach (var happened in Runner().MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is StepStarted)
                break;
        }

        Assert.Equal("up|cancelled", Assert.Single(measured.Named(MetricNames.Runs)).Words);
        Assert.Equal("up|cancelled", Assert.Single(measured.Named(MetricNames.Steps)).Words);
    }

    [Fact]
    public async Task The_wait_for_the_lease_is_measured_by_whoever_waits()
    {
        Catalog.With("1-slow.sql", "-- migrate:up\nSELECT pg_sleep(1);\n");
        using var measured = new MeasurementCollector(Database.Name);

        var holder = MigrateAsync();
        await WaitUntilRunsAsync("SELECT pg_sleep");
        await MigrateAsync();
        await holder;

        var waits = measured.Named(MetricNames.LeaseWaitDuration).Select(wait => wait.Value).Order().ToList();
        Assert.Equal(2, waits.Count);
        Assert.InRange(waits[1], waits[0] + 0.3, 30);
        Assert.Empty(measured.Named(MetricNames.LeaseTakeovers));
    }

    [Fact]
    public async Task A_lease_taken_over_from_a_dead_holder_is_counted()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        await Database.ExecuteAsync("""
            UPDATE migrator.lease SET run_id = gen_random_uuid(), actor = 'ghost', host = 'elsewhere', process_id = 1,
                acquired_at = now() - interval '1 hour', heartbeat_at = now() - interval '1 hour', expires_at = now() - interval '59 min'
            """, Token);
        Catalog.WithTable("2", "two");
        using var measured = new MeasurementCollector(Database.Name);

        await MigrateAsync();

        Assert.Equal(1, measured.Sum(MetricNames.LeaseTakeovers));
    }

    [Fact]
    public async Task Attempts_that_lost_against_locks_are_counted_when_they_are_repeated()
    {
        Catalog.WithTable("1", "busy");
        await MigrateAsync();
        Catalog.With("2-alter.sql", "-- migrate:up\nALTER TABLE busy ADD COLUMN note text;\n");
        await using var blocker = await Database.OpenAsync(Token);
        await using (var locking = new NpgsqlCommand("BEGIN; LOCK TABLE busy IN ACCESS SHARE MODE", blocker))
            await locking.ExecuteNonQueryAsync(Token);
        using var measured = new MeasurementCollector(Database.Name);

        var impatient = new MigrationRunnerOptions { LockTimeout = TimeSpan.FromMilliseconds(50), LockAttempts = 3, RetryDelay = TimeSpan.FromMilliseconds(10) };
        await Assert.ThrowsAsync<StepFailedException>(() => new MigrationRunner(NamedTarget, impatient).RunPendingMigrationsAsync(Token));

        Assert.Equal(2, measured.Sum(MetricNames.LockRetries));
    }

    private MigrationRunner Runner() => new(NamedTarget, context: new RunContext("tester"));

    private Task<RunResult> MigrateAsync() => Runner().RunPendingMigrationsAsync(Token);
}
