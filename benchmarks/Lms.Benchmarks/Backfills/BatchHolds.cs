using System.Diagnostics.Metrics;
using Lms.Migrations;
using Lms.Migrations.Observation;

namespace Lms.Benchmarks.Backfills;

/// <summary>Collects how long each committed batch of this process held its row locks.</summary>
internal sealed class BatchHolds : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<double> _seconds = [];

    public BatchHolds()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName && instrument.Name == MetricNames.BatchDuration)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_lock)
                _seconds.Add(seconds);
        });
        _listener.Start();
    }

    /// <summary>In milliseconds, by the nearest rank; 1 is the longest. 0 without a batch.</summary>
    /// <param name="part">0–1.</param>
    public double Percentile(double part)
    {
        lock (_lock)
        {
            double[] sorted = [.. _seconds.Order()];
            return sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)] * 1000;
        }
    }

    public void Dispose() => _listener.Dispose();
}
