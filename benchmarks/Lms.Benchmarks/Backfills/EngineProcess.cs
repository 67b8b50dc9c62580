using System.Text.Json;
using Lms.Migrations;
using Lms.Migrations.Backfills;

namespace Lms.Benchmarks.Backfills;

/// <summary>Runs the engine and nothing else, so that its memory can be told from the benchmark's.</summary>
internal static class EngineProcess
{
    public static async Task RunAsync(EngineRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = new BackfillSettings { Lanes = request.Lanes, BatchTarget = request.BatchTarget };
        var runner = new MigrationRunner(request.Target, new MigrationRunnerOptions { Backfill = settings }, time: time);
        using var holds = new BatchHolds();
        var began = time.GetTimestamp();
        var throttled = 0;
        await foreach (var happened in runner.MigrateAsync(new MigrateRequest(), cancellationToken))
        {
            switch (happened)
            {
                case StepStarted:
                    began = time.GetTimestamp();
                    break;
                case BackfillProgress { Status.Throttle: not null }:
                    throttled++;
                    break;
                case BackfillEnded { Status: var status }:
                    Print(status, time.GetElapsedTime(began), holds, throttled);
                    break;
            }
        }
    }

    private static void Print(BackfillStatus status, TimeSpan elapsed, BatchHolds holds, int throttled)
    {
        var outcome = new EngineOutcome(
            elapsed.TotalMilliseconds, status.Modified, status.Batches, holds.Percentile(0.5), holds.Percentile(0.99), holds.Percentile(1), throttled);
        Console.WriteLine(JsonSerializer.Serialize(outcome, EngineOutcomeJson.Default.EngineOutcome));
    }
}
