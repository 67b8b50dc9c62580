namespace Lms.Benchmarks.Backfills;

/// <summary>One measured change of all rows.</summary>
/// <param name="Round">From 1; all contenders' samples of one round were taken one after the other.</param>
/// <param name="Engine">What the engine's process told; null for the bare statement, and when it failed.</param>
/// <param name="PeakBytes">Of the engine's process; null for the bare statement, whose client only waits.</param>
/// <param name="Fault">Null when the outcome was right; else what was wrong, and the time says nothing.</param>
internal sealed record BackfillSample(int Round, double Milliseconds, EngineOutcome? Engine, long? PeakBytes, string? Fault)
{
    /// <summary>Milliseconds for which row locks were held; the bare statement holds the first to its end.</summary>
    public double WorstHold => Engine?.WorstHold ?? Milliseconds;
}
