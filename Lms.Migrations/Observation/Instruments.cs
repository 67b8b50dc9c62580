using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Observation;

/// <summary>Where the engine writes its measurements down.</summary>
internal static class Instruments
{
    private static readonly Counter<long> Runs = Telemetry.Meter.CreateCounter<long>(MetricNames.Runs, "{run}", "Runs that ended.");

    private static readonly Counter<long> Steps = Telemetry.Meter.CreateCounter<long>(MetricNames.Steps, "{step}", "Migrations applied or undone, or not.");

    private static readonly Histogram<double> StepDurations = Seconds(
        MetricNames.StepDuration, "How long a migration took.", [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400]);

    private static readonly Histogram<double> LeaseWaits = Seconds(
        MetricNames.LeaseWaitDuration, "How long the lease was waited for.", [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600]);

    private static readonly Counter<long> Takeovers = Telemetry.Meter.CreateCounter<long>(
        MetricNames.LeaseTakeovers, "{takeover}", "Leases taken over from a holder that was dead or silent.");

    private static readonly Counter<long> LockRetries = Telemetry.Meter.CreateCounter<long>(
        MetricNames.LockRetries, "{retry}", "Attempts that lost against locks of others and were repeated.");

    private static readonly Histogram<double> BatchDurations = Seconds(
        MetricNames.BatchDuration, "How long a committed batch held its row locks.", [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10]);

    private static readonly Counter<long> Keys = Telemetry.Meter.CreateCounter<long>(
        MetricNames.BackfillKeys, "{key}", "Keys walked past in committed batches.");

    private static readonly Counter<long> RowsModified = Telemetry.Meter.CreateCounter<long>(
        MetricNames.RowsModified, "{row}", "Rows or documents changed in committed batches.");

    private static readonly Gauge<double> Rates = Telemetry.Meter.CreateGauge<double>(
        MetricNames.BackfillRate, "{key}/s", "How fast a backfill moves.");

    private static readonly Gauge<double> Lags = Telemetry.Meter.CreateGauge<double>(
        MetricNames.BackfillLag, "s", "How far the slowest replica lags.");

    private static readonly Counter<long> Throttled = Telemetry.Meter.CreateCounter<long>(
        MetricNames.BackfillThrottled, "{time}", "How often lanes were held back by the state of the server.");

    public static void RunEnded(string database, Direction direction, HistoryOutcome outcome) => Runs.Add(1, TagsOf(database, direction, outcome));

    public static void StepEnded(string database, Direction direction, HistoryOutcome outcome, TimeSpan duration)
    {
        var tags = TagsOf(database, direction, outcome);
        Steps.Add(1, tags);
        StepDurations.Record(duration.TotalSeconds, tags);
    }

    public static void LeaseWaited(string database, TimeSpan waited) => LeaseWaits.Record(waited.TotalSeconds, DatabaseTag(database));

    public static void LeaseTakenOver(string database) => Takeovers.Add(1, DatabaseTag(database));

    public static void LockRetried(string database) => LockRetries.Add(1, DatabaseTag(database));

    public static void BatchCommitted(string database, string source, int keys, long modified, TimeSpan held)
    {
        BatchDurations.Record(held.TotalSeconds, DatabaseTag(database), SourceTag(source));
        Keys.Add(keys, DatabaseTag(database), SourceTag(source));
        RowsModified.Add(modified, DatabaseTag(database), SourceTag(source));
    }

    public static void BackfillMoves(string database, string source, double keysPerSecond) =>
        Rates.Record(keysPerSecond, DatabaseTag(database), SourceTag(source));

    public static void ReplicaLags(string database, string source, TimeSpan lag) =>
        Lags.Record(lag.TotalSeconds, DatabaseTag(database), SourceTag(source));

    public static void LanesHeldBack(string database, string source, string reason) =>
        Throttled.Add(1, DatabaseTag(database), SourceTag(source), new(MetricTags.Reason, reason));

    private static TagList TagsOf(string database, Direction direction, HistoryOutcome outcome) =>
    [
        DatabaseTag(database),
        new(MetricTags.Direction, ObservedTerms.Of(direction)),
        new(MetricTags.Outcome, HistoryTerms.Term(outcome)),
    ];

    private static KeyValuePair<string, object?> DatabaseTag(string database) => new(MetricTags.Database, database);

    private static KeyValuePair<string, object?> SourceTag(string source) => new(MetricTags.Source, source);

    /// <summary>A histogram of durations; collectors' own boundaries are made for milliseconds.</summary>
    private static Histogram<double> Seconds(string name, string description, IReadOnlyList<double> boundaries) => Telemetry.Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
