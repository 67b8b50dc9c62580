using Lms.Migrations.Observation;
using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>What backfills measure, on either engine.</summary>
public abstract class BackfillMetricTests : BackfillTest
{
    // The subject's catalog directory is nobody else's.
    private string Name => Path.GetFileName(Subject.Catalog.Path);

    [Fact]
    public async Task Every_batch_is_measured_with_its_keys_and_what_it_changed()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        using var measured = new MeasurementCollector(Name);

        await RunAsync(Small);

        var status = await StatusAsync();
        Assert.Equal((status.Processed, status.Modified), (measured.Sum(MetricNames.BackfillKeys), measured.Sum(MetricNames.RowsModified)));
        Assert.Equal(status.Batches, measured.Named(MetricNames.BatchDuration).Count);
        Assert.All(measured.Named(MetricNames.BatchDuration), batch => Assert.Equal(("accounts", "s"), (batch.Words, batch.Unit)));
        Assert.Empty(measured.Named(MetricNames.BackfillThrottled));
        Assert.Empty(measured.Named(MetricNames.BackfillLag));
    }

    [Fact]
    public async Task The_rate_is_told_while_it_moves_and_is_nothing_at_the_end()
    {
        await Subject.FillAsync(10_000, Token);
        Subject.WriteBackfill();
        using var measured = new MeasurementCollector(Name);

        await RunAsync(Slow);

        var rates = measured.Named(MetricNames.BackfillRate);
        Assert.Contains(rates, rate => rate.Value > 0);
        Assert.Equal(0, rates[^1].Value);
        Assert.All(rates, rate => Assert.Equal("accounts", rate.Words));
    }

    [Fact]
    public async Task Lanes_held_back_by_sessions_that_wait_are_counted_once_for_each_time()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        using var measured = new MeasurementCollector(Name);
        var run = RunAsync(Slow);
        await WaitUntilAsync(status => status.Processed > 100);

        await using (await Subject.QueueAsync(Token))
        {
            await WaitUntilAsync(status => status.Throttle is not null);
            // Looked at several times, and counted once.
            await Task.Delay(1_200, Token);
        }

        await run;
        Assert.Equal(("accounts", "waiters"), Assert.Single(measured.Named(MetricNames.BackfillThrottled)) is { } held
            ? (held.Tags[MetricTags.Source], held.Tags[MetricTags.Reason])
            : default);
    }

    private Task<RunResult> RunAsync(Lms.Migrations.Backfills.BackfillSettings settings) =>
        new MigrationRunner(Subject.Target with { Name = Name }, new MigrationRunnerOptions { Backfill = settings }).RunPendingMigrationsAsync(Token);
}

public sealed class PostgresBackfillMetricTests(PostgresServer server) : BackfillMetricTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class DocumentBackfillMetricTests(PostgresServer server) : BackfillMetricTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}
