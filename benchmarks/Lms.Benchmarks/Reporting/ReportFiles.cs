using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lms.Benchmarks.Reporting;

/// <summary>Where reports are written: for people and for programs, side by side.</summary>
internal static class ReportFiles
{
    /// <summary>Writes a report, over what an earlier call wrote for the same start.</summary>
    /// <param name="paths">Where.</param>
    /// <param name="command">What was measured; null for the comparison of tools.</param>
    /// <param name="startedAt">When it began: its name.</param>
    /// <param name="markdown">For people.</param>
    /// <param name="report">For programs.</param>
    /// <param name="type">How it is written as JSON.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public static async Task SaveAsync<T>(
        BenchmarkPaths paths, string? command, DateTimeOffset startedAt, string markdown, T report, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var moment = startedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var name = Path.Combine(paths.Results, command is null ? moment : $"{command}-{moment}");
        await File.WriteAllTextAsync($"{name}.md", markdown, cancellationToken);
        await File.WriteAllTextAsync($"{name}.json", JsonSerializer.Serialize(report, type), cancellationToken);
        await Console.Error.WriteLineAsync($"Written: {name}.md and .json");
    }
}
