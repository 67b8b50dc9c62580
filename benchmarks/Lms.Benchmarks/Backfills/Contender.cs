namespace Lms.Benchmarks.Backfills;

/// <summary>One way to change all rows: one bare statement, or a backfill of the engine.</summary>
/// <param name="Lanes">0 for the bare statement.</param>
/// <param name="Undo">Whether pre-images and sums are kept.</param>
/// <param name="BatchTarget">How long one batch should take.</param>
internal sealed record Contender(int Lanes, bool Undo, TimeSpan BatchTarget)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(25);

    public static Contender Bare { get; } = new(Lanes: 0, Undo: false, BatchTarget: TimeSpan.Zero);

    public bool IsBare => Lanes == 0;

    /// <summary>In the order of the report. The short target asks for the longest time that locks are held at it.</summary>
    public static IReadOnlyList<Contender> All(IReadOnlyList<int> lanes) =>
    [
        Bare,
        .. lanes.Select(count => new Contender(count, Undo: false, Usual)),
        .. lanes.Select(count => new Contender(count, Undo: true, Usual)),
        new Contender(Lanes: 1, Undo: true, Short),
    ];

    /// <summary><c>lms, 2 lanes, undo</c>.</summary>
    public string Name(string bare)
    {
        if (IsBare)
            return bare;

        var lanes = Lanes == 1 ? "1 lane" : $"{Lanes} lanes";
        var target = BatchTarget == Usual ? "" : $", target {BatchTarget.TotalMilliseconds:0} ms";
        return $"lms, {lanes}{(Undo ? ", undo" : "")}{target}";
    }
}
