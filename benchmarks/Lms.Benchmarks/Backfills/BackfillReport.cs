using System.Text.Json.Serialization;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Backfills;

/// <summary>Everything that one call of <c>benchmarks/run backfill</c> found out.</summary>
internal sealed record BackfillReport(DateTimeOffset StartedAt, Machine Machine, int Repetitions, IReadOnlyList<BackfillResult> Results);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackfillReport))]
internal sealed partial class BackfillReportJson : JsonSerializerContext;
