using System.Globalization;
using System.Text;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Backfills;

internal static class BackfillMarkdown
{
    public static string Write(BackfillReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {report.StartedAt:yyyy-MM-dd}, {report.Machine.Describe()}, {report.Repetitions} interleaved repetitions after a warm-up.

            """);
        foreach (var result in report.Results)
            Append(text, result);
        return text.ToString();
    }

    private static void Append(StringBuilder text, BackfillResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"""

            ### {result.Engine}, {result.Rows:N0} {(result.Engine == UsersCollection.Name ? "documents" : "rows")}

            | contender | rows/s | × bare | min – max | batch p50 | batch p99 | worst hold | peak memory | right | otherwise |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|---|

            """);
        foreach (var (contender, samples) in result.Samples)
            AppendContender(text, contender, BackfillFigures.Of(result.Rows, samples, result.Samples[result.Bare]));
    }

    private static void AppendContender(StringBuilder text, string contender, BackfillFigures figures)
    {
        var spread = figures.Speeds.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{figures.Speeds[0]:0.00} – {figures.Speeds[^1]:0.00}");
        text.Append(CultureInfo.InvariantCulture, $"| {contender} | {figures.RowsPerSecond:N0} | {figures.Speed:0.00} | {spread} ");
        text.Append(CultureInfo.InvariantCulture, $"| {Unit(figures.MedianHold, "ms")} | {Unit(figures.Hold99, "ms")} | {Unit(figures.WorstHold, "ms")} ");
        text.Append(CultureInfo.InvariantCulture, $"| {Unit(figures.PeakMebibytes, "MB")} | {figures.Right}/{figures.Repetitions} ");
        text.Append(CultureInfo.InvariantCulture, $"| {MarkdownReport.Cell(string.Join("; ", figures.Faults))} |\n");
    }

    private static string Unit(double? value, string unit) =>
        value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{value:N0} {unit}");
}
