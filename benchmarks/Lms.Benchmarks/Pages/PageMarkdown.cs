using System.Globalization;
using System.Text;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Pages;

internal static class PageMarkdown
{
    public static string Write(PageReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {report.StartedAt:yyyy-MM-dd}, {report.Machine.Describe()}, {report.Repetitions.Count} repetitions of {report.Options.Visits} visits. Two
            databases, each with {report.Options.Migrations:N0} migrations and {report.Options.Events:N0} events beside theirs.

            | page | p50 | p95 | worst | p50 × floor |
            |---|--:|--:|--:|--:|

            """);
        for (var page = 0; page < report.Repetitions[0].Count; page++)
        {
            var index = page;
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {report.Repetitions[0][page].Page} | {Range(sample => sample[index].Median, "0.0")} ms | {Range(sample => sample[index].P95, "0.0")} ms | {Range(sample => sample[index].Worst, "0")} ms | {Range(sample => sample[index].Median / sample[0].Median, "0.0")} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            Peak memory: worker {report.PeakMebibytes.Worker:N0} MB, dashboard {report.PeakMebibytes.Dashboard:N0} MB.

            """);
        return text.ToString();

        string Range(Func<IReadOnlyList<PageSample>, double> value, string format) => Figures.Spread(report.Repetitions.Select(value), format);
    }
}
