using System.Globalization;
using Lms.Benchmarks.Rows;

namespace Lms.Benchmarks.Reporting;

/// <summary>What a row says about one tool. Times come only from repetitions that ended right.</summary>
/// <param name="FloorRatio">Median over the rounds of this tool's time divided by the floor's in the same round.</param>
/// <param name="Faults">Each distinct one with how often it was seen, the most frequent first.</param>
internal sealed record Figures(
    int Right,
    int Repetitions,
    double? MedianMilliseconds,
    double? FastestMilliseconds,
    double? SlowestMilliseconds,
    double? FloorRatio,
    double? PeakMebibytes,
    IReadOnlyList<string> Faults)
{
    public static Figures Of(IReadOnlyList<Sample> samples, IReadOnlyList<Sample> floor)
    {
        var right = samples.Where(sample => sample.Fault is null).ToList();
        var times = right.Select(sample => sample.Milliseconds).ToList();
        var ratios = right.Join(
            floor.Where(sample => sample.Fault is null),
            sample => sample.Round,
            sample => sample.Round,
            (sample, least) => sample.Milliseconds / least.Milliseconds);
        return new Figures(
            right.Count,
            samples.Count,
            Median(times),
            times.Count == 0 ? null : times.Min(),
            times.Count == 0 ? null : times.Max(),
            Median(ratios),
            Median(right.Where(sample => sample.PeakBytes is not null).Select(sample => sample.PeakBytes!.Value / 1048576.0)),
            Distinct(samples));
    }

    /// <summary>Null without a value.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median, and in brackets the least and the most; empty without a value.</summary>
    public static string Spread(IEnumerable<double> values, string format)
    {
        double[] sorted = [.. values.Order()];
        if (Median(sorted) is not { } median)
            return "";

        var middle = median.ToString(format, CultureInfo.InvariantCulture);
        return sorted.Length == 1
            ? middle
            : $"{middle} ({sorted[0].ToString(format, CultureInfo.InvariantCulture)} – {sorted[^1].ToString(format, CultureInfo.InvariantCulture)})";
    }

    private static IReadOnlyList<string> Distinct(IReadOnlyList<Sample> samples)
    {
        return
        [
            .. samples
                .Where(sample => sample.Fault is not null)
                .GroupBy(sample => sample.Fault!, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .Select(group => group.Count() == 1 ? group.Key : $"{group.Key} ({group.Count()}×)"),
        ];
    }
}
