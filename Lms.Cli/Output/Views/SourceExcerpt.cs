namespace Lms.Cli.Output.Views;

/// <summary>A few lines of a file around the one that matters.</summary>
internal static class SourceExcerpt
{
    private const int Before = 2;
    private const int After = 3;

    /// <summary>Up to six lines with their 1-based numbers; none when the file can no longer be read.</summary>
    public static IReadOnlyList<(int Line, string Text)> Around(string file, int line)
    {
        if (!File.Exists(file))
            return [];

        var first = Math.Max(1, line - Before);
        return [.. File.ReadLines(file)
            .Skip(first - 1)
            .Take(line + After - first + 1)
            .Select((text, index) => (first + index, text.Replace("\t", "    ", StringComparison.Ordinal)))];
    }
}
