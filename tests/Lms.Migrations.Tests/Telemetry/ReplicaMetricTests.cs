using Lms.Migrations.Backfills;
using Lms.Migrations.Observation;
using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>A server with a replica, which is the tests' own: every backfill on it sees that replica.</summary>
public sealed class ReplicaMetricTests : IAsyncLifetime
{
    private readonly PostgresServer server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_replica_that_lags_is_measured_and_holds_lanes_back()
    {
        await using var subject = new PostgresSubject(await server.CreateDatabaseAsync(Token));
        await subject.FillAsync(60_000, Token);
        subject.WriteBackfill();
        var settings = new BackfillSettings
        {
            ChunkSize = 200, BatchSize = 20, BatchTarget = TimeSpan.FromMilliseconds(10), PauseRatio = 10, Lanes = 1, LagLimit = TimeSpan.FromSeconds(0.5),
        };
        using var measured = new MeasurementCollector(subject.Database.Name);
        await using var replica = await SlowReplica.StartAsync(server.ConnectionString, late: TimeSpan.FromSeconds(1.5), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var run = new MigrationRunner(subject.Target with { Name = subject.Database.Name }, new MigrationRunnerOptions { Backfill = settings })
            .RunPendingMigrationsAsync(stop.Token);
        while (measured.Named(MetricNames.BackfillThrottled) is [] && !run.IsCompleted)
            await Task.Delay(50, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        var lags = measured.Named(MetricNames.BackfillLag);
        Assert.Contains(lags, lag => lag is { Value: > 0.5 and < 30, Unit: "s" });
        Assert.Equal(0, lags[^1].Value);
        Assert.Equal("lag", measured.Named(MetricNames.BackfillThrottled)[0].Tags[MetricTags.Reason]);
    }
}
