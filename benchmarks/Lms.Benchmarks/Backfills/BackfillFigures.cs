using Lms.Benchmarks.Reporting;

namespace Lms.Benchmarks.Backfills;

/// <summary>What a table says about one contender. Figures come only from repetitions that ended right.</summary>
/// <param name="RowsPerSecond">Median.</param>
/// <param name="Speeds">Rows per second divided by the bare statement's of the same round, in rising order.</param>
/// <param name="WorstHold">Milliseconds, the worst of all rounds.</param>
internal sealed record BackfillFigures(
    int Right, int Repetitions, double? RowsPerSecond, IReadOnlyList<double> Speeds, double? MedianHold, double? Hold99, double? WorstHold,
    double? PeakMebibytes, IReadOnlyList<string> Faults)
{
    /// <summary>Median of <see cref="Speeds"/>.</summary>
    public double? Speed => Figures.Median(Speeds);

    public static BackfillFigures Of(int rows, IReadOnlyList<BackfillSample> samples, IReadOnlyList<BackfillSample> bare)
    {
        var right = samples.Where(sample => sample.Fault is null).ToList();
        var speeds = right.Join(
            bare.Where(sample => sample.Fault is null),
            sample => sample.Round,
            sample => sample.Round,
            (sample, statement) => statement.Milliseconds / sample.Milliseconds);
        return new BackfillFigures(
            right.Count,
            samples.Count,
            Figures.Median(right.Select(sample => rows / sample.Milliseconds * 1000)),
            [.. speeds.Order()],
            Figures.Median(right.Select(sample => sample.Engine).OfType<EngineOutcome>().Select(engine => engine.MedianHold)),
            Figures.Median(right.Select(sample => sample.Engine).OfType<EngineOutcome>().Select(engine => engine.Hold99)),
            right.Count == 0 ? null : right.Max(sample => sample.WorstHold),
            right.Max(sample => sample.PeakBytes) / 1048576.0,
            [.. samples.Select(sample => sample.Fault).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }
}
