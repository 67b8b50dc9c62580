namespace Lms.Benchmarks.Rows;

/// <summary>A row's samples by tool, in the tools' order.</summary>
internal sealed record RowResult(string Key, string Title, IReadOnlyDictionary<string, IReadOnlyList<Sample>> Samples);
