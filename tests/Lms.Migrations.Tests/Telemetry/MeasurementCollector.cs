using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>Collects the engine's measurements of one database, whatever other tests do meanwhile.</summary>
internal sealed class MeasurementCollector : IDisposable
{
    private readonly ConcurrentQueue<Measurement> measurements = new();
    private readonly MeterListener listener = new();
    private readonly string database;

    /// <param name="database">The target's name, which no other test uses.</param>
    public MeasurementCollector(string database)
    {
        this.database = database;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == Lms.Migrations.Telemetry.MeterName)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
    }

    public IReadOnlyList<Measurement> Named(string name) => [.. measurements.Where(measurement => measurement.Name == name)];

    public double Sum(string name) => Named(name).Sum(measurement => measurement.Value);

    public void Dispose() => listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
        if (all[MetricTags.Database] == database)
            measurements.Enqueue(new Measurement(instrument.Name, instrument.Unit, value, all));
    }
}

/// <summary>One measurement, with its tags by name.</summary>
internal sealed record Measurement(string Name, string? Unit, double Value, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary><c>up|succeeded</c>: every tag but the database, by name.</summary>
    public string Words => string.Join('|', Tags.Where(tag => tag.Key != MetricTags.Database).OrderBy(tag => tag.Key).Select(tag => tag.Value));
}
