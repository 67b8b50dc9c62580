using System.Text.Json.Serialization;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Watching;

/// <summary>Latencies of one phase, in milliseconds.</summary>
internal sealed record Latencies(int Count, double Median, double P99, double Worst)
{
    /// <param name="ascending">At least one.</param>
    public static Latencies Of(IReadOnlyList<double> ascending) => new(
        ascending.Count, ascending[ascending.Count / 2], ascending[(int)Math.Ceiling(ascending.Count * 0.99) - 1], ascending[^1]);
}

/// <summary>One repetition.</summary>
/// <param name="Quiet">The floor: the same questions to the same worker while nothing runs and nobody watches.</param>
/// <param name="Alone">While the run runs and nobody watches.</param>
/// <param name="Watched">While it runs and is watched.</param>
/// <param name="Events">Events of the watched run.</param>
/// <param name="Wrong">Events that a watcher missed, saw twice or saw out of order; all watchers together.</param>
/// <param name="RunSeconds">How long the run took that was watched, and how long the one that was not.</param>
/// <param name="PeakMebibytes">The worker's, over the whole repetition.</param>
internal sealed record WatchSample(
    Latencies Quiet, Latencies Alone, Latencies Watched, long Events, long Wrong, (double Watched, double Alone) RunSeconds, double? PeakMebibytes);

/// <summary>Everything that one call of <c>benchmarks/run watch</c> found out.</summary>
internal sealed record WatchReport(DateTimeOffset StartedAt, Machine Machine, WatchOptions Options, IReadOnlyList<WatchSample> Samples);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IncludeFields = true)]
[JsonSerializable(typeof(WatchReport))]
internal sealed partial class WatchReportJson : JsonSerializerContext;
