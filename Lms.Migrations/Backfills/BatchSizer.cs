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
    // Every batch costs round trips and a commit. Below so few keys that is most of what it costs, and to shrink it further would
    // only multiply that – unless its keys really are that expensive.
    private const int FewKeys = 100;
    private const double Expensive = 4;
    private double? millisecondsPerKey;

    /// <summary>Keys for the next batch; from 1 to 100,000.</summary>
    public int Size { get; private set; } = Math.Clamp(first, 1, Most);

    /// <summary>Learns from a batch that was committed.</summary>
    public void Committed(int keys, TimeSpan duration)
    {
        if (keys <= 0)
            return;

        var latest = duration.TotalMilliseconds / keys;
        // A batch that took longer than it should is believed at once: growing is cautious, shrinking is not.
        millisecondsPerKey = millisecondsPerKey is { } known && latest < known ? known + (Smoothing * (latest - known)) : latest;
        var expected = millisecondsPerKey.Value * Size / target.TotalMilliseconds;
        if (expected is < Lower or > Upper)
            Size = Math.Max(Floor(duration), Bounded(Size * Math.Clamp(0.95 / Math.Max(expected, 1e-6), 0.5, LongestStep)));
    }

    /// <summary>Learns that a batch ran out of time.</summary>
    public void TimedOut()
    {
        Size = Bounded(Size / 2.0);
        millisecondsPerKey = null;
    }

    private int Floor(TimeSpan duration) =>
        duration > target * Expensive ? 1 : Math.Min(Size, Math.Min(first, FewKeys));

    private static int Bounded(double size) => (int)Math.Clamp(Math.Round(size, MidpointRounding.AwayFromZero), 1, Most);
}
