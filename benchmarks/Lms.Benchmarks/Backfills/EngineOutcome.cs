using System.Text.Json.Serialization;

namespace Lms.Benchmarks.Backfills;

/// <summary>What the process that ran the engine tells, as the last line of its output.</summary>
/// <param name="Milliseconds">From the step's start to the backfill's end: planning, batches, the journal counted anew.</param>
/// <param name="Modified">By the engine's own count.</param>
/// <param name="MedianHold">Milliseconds for which a batch held its row locks, by the engine's meter.</param>
/// <param name="Hold99">The 99th percentile.</param>
/// <param name="WorstHold">The longest.</param>
/// <param name="Throttled">How many of the reports, about four a second, told of something that held the lanes back.</param>
internal sealed record EngineOutcome(
    double Milliseconds, long Modified, long Batches, double MedianHold, double Hold99, double WorstHold, int Throttled);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EngineOutcome))]
internal sealed partial class EngineOutcomeJson : JsonSerializerContext;
