using System.Globalization;
using System.Text;
using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Watching;

internal static class WatchMarkdown
{
    public static string Write(WatchReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {report.StartedAt:yyyy-MM-dd}, {report.Machine.Describe()}, {report.Samples.Count} repetitions. {report.Options.Watchers} watchers,
            {report.Options.RequestsPerSecond} questions a second, {report.Options.Rows:N0} rows and {report.Options.Migrations} migrations.

            | | p50 | p99 | worst | p99 × quiet |
            |---|--:|--:|--:|--:|

            """);
        Append(text, "quiet: nothing runs, nobody watches", report.Samples, sample => sample.Quiet);
        Append(text, "a run that one watches", report.Samples, sample => sample.Alone);
        Append(text, "the same run with everybody watching", report.Samples, sample => sample.Watched);
        text.Append(CultureInfo.InvariantCulture, $"""

            | | |
            |---|--:|
            | events of a run | {Range(report.Samples, sample => sample.Events, "N0")} |
            | missed, doubled or out of order, all watchers together | {report.Samples.Sum(sample => sample.Wrong):N0} |
            | duration of the run × the one that nobody else watched | {Range(report.Samples, sample => sample.RunSeconds.Watched / sample.RunSeconds.Alone, "0.00")} |
            | worker's peak memory | {Range(report.Samples.Where(sample => sample.PeakMebibytes is not null), sample => sample.PeakMebibytes!.Value, "N0")} MB |

            """);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string phase, IReadOnlyList<WatchSample> samples, Func<WatchSample, Latencies> of) => text.Append(
        CultureInfo.InvariantCulture,
        $"| {phase} | {Range(samples, sample => of(sample).Median, "0.0")} ms | {Range(samples, sample => of(sample).P99, "0.0")} ms | {Range(samples, sample => of(sample).Worst, "0")} ms | {Range(samples, sample => of(sample).P99 / sample.Quiet.P99, "0.0")} |\n");

    private static string Range(IEnumerable<WatchSample> samples, Func<WatchSample, double> value, string format) =>
        Figures.Spread(samples.Select(value), format);
}
