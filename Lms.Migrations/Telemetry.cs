using System.Diagnostics.Metrics;

namespace Lms.Migrations;

/// <summary>What the engine measures. A host collects it by the meter's name; nobody collecting costs next to nothing.</summary>
public static class Telemetry
{
    /// <summary>The name of the meter: <c>Lms.Migrations</c>.</summary>
    public const string MeterName = "Lms.Migrations";

    /// <summary>Histogram: how long a committed batch held its row locks, in seconds; tag <c>source</c>.</summary>
    public const string BatchDuration = "lms.backfill.batch.duration";

    /// <summary>Counter: keys walked past in committed batches; tag <c>source</c>.</summary>
    public const string BatchKeys = "lms.backfill.keys";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(BatchDuration, "s", "How long a committed batch held its row locks.");
    private static readonly Counter<long> Keys = Meter.CreateCounter<long>(BatchKeys, "{key}", "Keys walked past in committed batches.");

    internal static void BatchCommitted(string source, int keys, TimeSpan held)
    {
        var tag = new KeyValuePair<string, object?>("source", source);
        Durations.Record(held.TotalSeconds, tag);
        Keys.Add(keys, tag);
    }
}
