namespace Lms.Migrations.Backfills;

/// <summary>How fast a backfill moves, from work done: keys per second over about the last ten seconds.</summary>
internal sealed class ProgressMeter(TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);
    private readonly Queue<(long At, long Processed)> samples = new();

    /// <summary>Takes a sample.</summary>
    /// <returns>Keys per second; null as long as there is too little to tell.</returns>
    public double? Measure(long processed)
    {
        var now = time.GetTimestamp();
        samples.Enqueue((now, processed));
        while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At, now) > Span)
            samples.Dequeue();

        var (at, before) = samples.Peek();
        var elapsed = time.GetElapsedTime(at, now);
        return elapsed < Least ? null : (processed - before) / elapsed.TotalSeconds;
    }

    /// <summary>Forgets everything, after a pause that would otherwise count as slow work.</summary>
    public void Reset() => samples.Clear();
}
