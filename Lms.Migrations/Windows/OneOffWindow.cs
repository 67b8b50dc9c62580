namespace Lms.Migrations.Windows;

/// <summary>A window that opens once: <c>2026-12-01T01:00Z/PT2H</c>.</summary>
internal sealed record OneOffWindow(DateTimeOffset Start, DateTimeOffset End) : MaintenanceWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    internal override DateTimeOffset? LastEnd => End;

    private protected override string Text => new IsoInterval(Start, End).ToString();

    /// <summary>Reads a window; null when it is none, and why among the faults.</summary>
    public static OneOffWindow? Read(string text, List<string> faults) =>
        IsoInterval.ReadClosed(text, Longest, faults) is { End: { } end } interval ? new OneOffWindow(interval.Start, end) : null;

    internal override WindowOpening? Next(DateTimeOffset after) => End > after ? new WindowOpening(Start, End) : null;
}
