namespace Lms.Migrations.Backfills;

/// <summary>Finds how many keys a batch may hold to take as long as it should. One lane's own.</summary>
/// <remarks>Durations are smoothed, so that one slow batch – a checkpoint, a cold page – does not throw the size about.</remarks>
internal sealed class BatchSizer(int first, TimeSpan target)
{
    // How much the latest batch counts: about the last five then make up nine tenths of the estimate.
    private const double Smoothing = 0.4;
    private const double LongestStep = 1.2;
    // Close enough: within these bounds of the target the size is left alone.
    private const double Lower = 0.85;
    private const double Upper = 1.0;
    private const int Most = 100_000;
    // Every batch costs round trips and a commit, however small. Below so few keys, and where those are most of what it costs, to
    // shrink it further would only multiply them.
    private const int FewKeys = 100;
    private readonly BatchCost cost = new();
    private double? millisecondsPerKey;

    /// <summary>Keys for the next batch; from 1 to 100,000.</summary>
    public int Size { get; private set; } = Math.Clamp(first, 1, Most);

    /// <summary>Learns from a batch that was committed.</summary>
    public void Committed(int keys, TimeSpan duration)
    {
        if (keys <= 0)
            return;

        cost.Learn(keys, duration.TotalMilliseconds);
        var latest = duration.TotalMilliseconds / keys;
        // A batch that took longer than it should is believed at once: growing is cautious, shrinking is not.
        millisecondsPerKey = millisecondsPerKey is { } known && latest < known ? known + (Smoothing * (latest - known)) : latest;
        var expected = millisecondsPerKey.Value * Size / target.TotalMilliseconds;
        if (expected < Lower)
            // By one key at least: a fifth of one or two keys is none, and they would never be more again.
            Size = Bounded(Math.Max(Size + 1, Size * Math.Min(0.95 / Math.Max(expected, 1e-6), LongestStep)));
        else if (expected > Upper)
            Size = Math.Max(Floor, Bounded(Size * Math.Max(0.95 / expected, 0.5)));
    }

    /// <summary>Learns that a batch ran out of time.</summary>
    public void TimedOut()
    {
        Size = Bounded(Size / 2.0);
        millisecondsPerKey = null;
    }

    // Never above the size that there is: after timeouts the way up is by steps, too.
    private int Floor => (int)Math.Min(Math.Min(Size, first), Math.Min(FewKeys, cost.KeysWorthOneBatch));

    private static int Bounded(double size) => (int)Math.Clamp(Math.Round(size, MidpointRounding.AwayFromZero), 1, Most);
}
