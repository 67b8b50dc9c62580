namespace Lms.Migrations.Windows;

/// <summary>A span between two instants as ISO 8601 writes it: start and end, start and duration, or without an end.</summary>
/// <param name="Start">Its first instant, in UTC.</param>
/// <param name="End">The first instant after it, in UTC; null when it has no end.</param>
internal sealed record IsoInterval(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>A worked example.</summary>
    public const string Example = "2026-12-01T01:00Z/PT2H";

    private const string NoEnd = "..";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Whether a text that may be a weekly window is rather meant to be an interval.</summary>
    public static bool IsMeant(string text) =>
        char.IsAsciiDigit(text[0]) && (text.Split(' ')[0].Contains('/') || text is [_, _, _, _, '-', _, _, '-', ..]);

    /// <summary>Reads an interval that has an end. Null when it is none or lasts too long, and why among the faults.</summary>
    public static IsoInterval? ReadClosed(string text, TimeSpan longest, List<string> faults)
    {
        if (Read(text, longest, faults) is not { } interval)
            return null;
        if (interval.End is not null)
            return interval;

        faults.Add($"a window has an end; write {Example}");
        return null;
    }

    /// <summary>Reads an interval with or without an end. Null when it is none or lasts too long, and why among the faults.</summary>
    public static IsoInterval? Read(string text, TimeSpan longest, List<string> faults)
    {
        if (text.Split('/', StringSplitOptions.TrimEntries) is not [var first, var second])
        {
            faults.Add($"'{text}' is no span of time; write a start and a duration or an end: {Example}");
            return null;
        }

        var start = InstantText.Read(first, faults);
        if (second == NoEnd)
            return start is null ? null : new IsoInterval(start.Value, End: null);

        if (second.TrimStart('+', '-').StartsWith("P", StringComparison.OrdinalIgnoreCase))
            return IsoDuration.Read(second, faults) is { } duration && start is { } from ? Bounded(from, duration, longest, faults) : null;

        return InstantText.Read(second, faults) is { } end && start is { } begin ? Bounded(begin, end - begin, longest, faults) : null;
    }

    /// <summary>The canonical text, in UTC: <c>2026-12-01T01:00Z/PT2H</c>, <c>2026-12-20T00:00Z/..</c></summary>
    public override string ToString() => $"{InstantText.Iso(Start)}/{(End is { } end ? IsoDuration.Format(end - Start) : NoEnd)}";

    private static IsoInterval? Bounded(DateTimeOffset start, TimeSpan duration, TimeSpan longest, List<string> faults)
    {
        if (duration >= Shortest && duration <= longest)
            return new IsoInterval(start, start + duration);

        faults.Add(duration < TimeSpan.Zero
            ? "its end lies before its start"
            : $"it lasts {Duration.Format(duration)}; it must last from {Duration.Format(Shortest)} to {Duration.Format(longest)}");
        return null;
    }
}
