namespace Lms.Benchmarks.Rows;

/// <summary>One measured repetition.</summary>
/// <param name="Round">From 1; all tools' samples of one round were taken one after the other.</param>
/// <param name="PeakBytes">Of the largest process involved.</param>
/// <param name="Fault">Null when the outcome was right; else what was wrong, and the time says nothing.</param>
/// <param name="Circumstance">What was particular to this repetition, right or wrong; goes into the JSON only.</param>
internal sealed record Sample(int Round, double Milliseconds, long? PeakBytes, string? Fault, string? Circumstance = null);
