namespace Lms.Benchmarks.Measuring;

/// <summary>One process to start, without a shell in between.</summary>
/// <param name="Environment">Added to the harness's own environment.</param>
internal sealed record ToolCommand(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment);
