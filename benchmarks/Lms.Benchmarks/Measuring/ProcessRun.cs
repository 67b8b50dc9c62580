namespace Lms.Benchmarks.Measuring;

/// <summary>How one process went.</summary>
/// <param name="Elapsed">From before the start to the exit, output read to its end.</param>
/// <param name="PeakBytes">Highest resident memory; null where the system does not tell.</param>
/// <param name="Output">Standard output and error, in the order of arrival.</param>
internal sealed record ProcessRun(TimeSpan Elapsed, long? PeakBytes, int ExitCode, string Output)
{
    /// <summary>The last line that says something, for a report's one line per fault.</summary>
    public string LastLine
    {
        get
        {
            var lines = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var telling = lines.LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
            return telling ?? lines.LastOrDefault() ?? "no output";
        }
    }
}
