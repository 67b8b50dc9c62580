using System.Text.Json.Serialization;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Pages;

/// <summary>How long a page took in one repetition, in milliseconds.</summary>
internal sealed record PageSample(string Page, double Median, double P95, double Worst)
{
    /// <param name="page">Its name.</param>
    /// <param name="times">At least one; in any order.</param>
    public static PageSample Of(string page, IEnumerable<double> times)
    {
        double[] ascending = [.. times.Order()];
        return new PageSample(page, ascending[ascending.Length / 2], ascending[(int)Math.Ceiling(ascending.Length * 0.95) - 1], ascending[^1]);
    }
}

/// <summary>Everything that one call of <c>benchmarks/run pages</c> found out.</summary>
/// <param name="Repetitions">In each, every page in the same order; the first is the floor: a request that no page is made for.</param>
/// <param name="PeakMebibytes">Of worker and dashboard over all repetitions; null where the system does not tell.</param>
internal sealed record PageReport(
    DateTimeOffset StartedAt, Machine Machine, PageOptions Options, IReadOnlyList<IReadOnlyList<PageSample>> Repetitions,
    (double? Worker, double? Dashboard) PeakMebibytes);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IncludeFields = true)]
[JsonSerializable(typeof(PageReport))]
internal sealed partial class PageReportJson : JsonSerializerContext;
