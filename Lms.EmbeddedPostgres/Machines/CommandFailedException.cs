namespace Lms.EmbeddedPostgres.Machines;

/// <summary>A program ended with an error; callers turn it into a sentence that says what to do.</summary>
#pragma warning disable CA1032 // Made in one place only, always with the program and its output.
internal sealed class CommandFailedException(string program, int exitCode, string output)
#pragma warning restore CA1032
    : Exception($"{Path.GetFileName(program)} ended with code {exitCode}: {Reason(output)}")
{
    public string Output { get; } = output;

    /// <summary>apt marks its reasons, of which the first failed address says most; others put theirs last.</summary>
    private static string Reason(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("Failed to fetch", StringComparison.Ordinal))
            ?? lines.FirstOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal))
            ?? lines.LastOrDefault()
            ?? "no output";
    }
}
