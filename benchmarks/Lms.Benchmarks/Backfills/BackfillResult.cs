namespace Lms.Benchmarks.Backfills;

/// <summary>One table of the report.</summary>
/// <param name="Samples">By contender, in the order of the report; the bare statement is <paramref name="Bare"/>.</param>
internal sealed record BackfillResult(
    string Engine, int Rows, string Bare, IReadOnlyDictionary<string, IReadOnlyList<BackfillSample>> Samples);
