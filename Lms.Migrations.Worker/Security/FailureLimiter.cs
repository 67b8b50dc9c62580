using System.Collections.Concurrent;

namespace Lms.Migrations.Worker.Security;

/// <summary>Counts from where tokens are tried that are none. Valid ones pass in any case: nobody locks others out.</summary>
internal sealed class FailureLimiter(TimeProvider time)
{
    /// <summary>Failures in one window of time before nothing more is answered than when to come back.</summary>
    public const int Most = 10;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Count> counts = new(StringComparer.Ordinal);

    /// <summary>Counts a failure.</summary>
    /// <returns>Null while there are few; else how long to wait.</returns>
    public TimeSpan? Failed(string address)
    {
        var now = time.GetTimestamp();
        if (counts.Count >= MostAddresses)
            Forget(now);

        var count = counts.AddOrUpdate(
            address,
            _ => new Count(now, 1),
            (_, known) => time.GetElapsedTime(known.Since, now) >= Window ? new Count(now, 1) : known with { Failures = known.Failures + 1 });
        return count.Failures > Most ? Window - time.GetElapsedTime(count.Since, now) : null;
    }

    private void Forget(long now)
    {
        foreach (var (address, count) in counts)
        {
            if (time.GetElapsedTime(count.Since, now) >= Window)
                counts.TryRemove(address, out _);
        }

        // So many at once are not ours to tell apart.
        if (counts.Count >= MostAddresses)
            counts.Clear();
    }

    private sealed record Count(long Since, int Failures);
}
