using System.Text.Json.Serialization;
using Lms.Benchmarks.Rows;

namespace Lms.Benchmarks.Reporting;

/// <summary>Everything that one call of benchmarks/run found out.</summary>
/// <param name="Versions">By tool, those that were measured.</param>
/// <param name="NotInstalled">By tool, the reason.</param>
internal sealed record Report(
    DateTimeOffset StartedAt,
    Machine Machine,
    int Repetitions,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyDictionary<string, string> NotInstalled,
    IReadOnlyList<RowResult> Rows);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
