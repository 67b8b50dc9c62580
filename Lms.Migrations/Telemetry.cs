using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lms.Migrations;

/// <summary>Where a host collects what the engine tells about itself: one source of activities and one meter, by their names.</summary>
/// <remarks>What they tell is in <see cref="Observation.SpanNames"/> and <see cref="Observation.MetricNames"/>. Nothing in it holds
/// SQL, a connection string or a reason; nobody collecting costs next to nothing.</remarks>
public static class Telemetry
{
    /// <summary>The name of the source of activities: <c>Lms.Migrations</c>.</summary>
    public const string SourceName = "Lms.Migrations";

    /// <summary>The name of the meter: <c>Lms.Migrations</c>.</summary>
    public const string MeterName = "Lms.Migrations";

    internal static ActivitySource Source { get; } = new(SourceName, RunContext.EngineVersion);

    internal static Meter Meter { get; } = new(MeterName, RunContext.EngineVersion);
}
