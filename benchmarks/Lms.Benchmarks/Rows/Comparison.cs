using System.Globalization;
using Lms.Benchmarks.Tools;

namespace Lms.Benchmarks.Rows;

/// <summary>Runs one row: every tool in turn, round after round, so that a slow minute of the machine hits all alike.</summary>
internal sealed class Comparison(IReadOnlyList<Tool> tools, TextWriter progress)
{
    public async Task<RowResult> RunAsync(Row row, int repetitions, CancellationToken cancellationToken)
    {
        var asked = tools.Where(row.Includes).ToList();
        await progress.WriteLineAsync(row.Title);
        foreach (var tool in asked)
            await row.PrepareAsync(tool, cancellationToken);

        var samples = asked.ToDictionary(tool => tool.Name, _ => new List<Sample>(), StringComparer.Ordinal);
        for (var round = 0; round <= repetitions; round++)
        {
            foreach (var tool in asked)
            {
                var sample = await row.SampleAsync(tool, round, cancellationToken);
                await ReportAsync(tool, sample);
                if (round > 0)
                    samples[tool.Name].Add(sample);
            }
        }

        return new RowResult(
            row.Key,
            row.Title,
            samples.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Sample>)pair.Value, StringComparer.Ordinal));
    }

    private Task ReportAsync(Tool tool, Sample sample)
    {
        var round = sample.Round == 0 ? "warm-up" : $"round {sample.Round}";
        return progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {round,-8} {tool.Name,-16} {sample.Milliseconds,9:N0} ms  {sample.Circumstance} {sample.Fault}"));
    }
}
