using System.Globalization;
using System.Text;
using Lms.Benchmarks.Rows;

namespace Lms.Benchmarks.Reporting;

internal static class MarkdownReport
{
    private const string Floor = "psql";

    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {report.StartedAt:yyyy-MM-dd}, {report.Machine.Describe()}, {report.Repetitions} interleaved repetitions after a warm-up.

            """);
        text.Append('\n').AppendJoin(", ", report.Versions.Select(pair => $"{pair.Key} {pair.Value}")).Append(".\n");
        foreach (var (tool, reason) in report.NotInstalled)
            text.Append(CultureInfo.InvariantCulture, $"\n{tool}: not installed ({Cell(reason)}).\n");
        foreach (var row in report.Rows)
            Append(text, row, report);
        return text.ToString();
    }

    private static void Append(StringBuilder text, RowResult row, Report report)
    {
        text.Append(CultureInfo.InvariantCulture, $"""

            ### {row.Title}

            | tool | median | min – max | × {Floor} | peak memory | right | otherwise |
            |---|--:|--:|--:|--:|--:|---|

            """);
        var floor = row.Samples.GetValueOrDefault(Floor) ?? [];
        foreach (var (tool, samples) in row.Samples)
            AppendTool(text, tool, Figures.Of(samples, floor));
        foreach (var tool in report.NotInstalled.Keys)
            text.Append(CultureInfo.InvariantCulture, $"| {tool} | not installed | | | | | |\n");
    }

    private static void AppendTool(StringBuilder text, string tool, Figures figures)
    {
        const int Shown = 3;
        var spread = figures.Right == 0 ? "" : $"{Milliseconds(figures.FastestMilliseconds)} – {Milliseconds(figures.SlowestMilliseconds)}";
        var faults = string.Join("; ", figures.Faults.Take(Shown).Select(Cell));
        if (figures.Faults.Count > Shown)
            faults += "; …";
        text.Append(CultureInfo.InvariantCulture, $"| {tool} | {Milliseconds(figures.MedianMilliseconds)} | {spread} ");
        text.Append(CultureInfo.InvariantCulture, $"| {figures.FloorRatio:0.00} | {(figures.PeakMebibytes is { } peak ? $"{peak:0} MB" : "")} ");
        text.Append(CultureInfo.InvariantCulture, $"| {figures.Right}/{figures.Repetitions} | {faults} |\n");
    }

    private static string Milliseconds(double? value)
    {
        return value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{value:N0} ms");
    }

    /// <summary>One short line that cannot break out of its cell.</summary>
    public static string Cell(string text)
    {
        const int Longest = 120;
        var line = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
