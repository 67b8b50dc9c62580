namespace Lms.Migrations.Windows;

/// <summary>All windows of one database taken together. Without any it is always open.</summary>
internal sealed class WindowUnion(IReadOnlyList<MaintenanceWindow> windows)
{
    private static readonly WindowOpening Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    // More than a year, in which the clocks of every zone change as they do every year: weekly windows that adjoin for so long
    // adjoin for ever.
    private static readonly TimeSpan FullCycle = TimeSpan.FromDays(400);

    /// <summary>Whether there is a window at all.</summary>
    public bool IsConfined => windows.Count > 0;

    /// <summary>When the last one ends, in UTC; null when one of them returns every week, or there is none.</summary>
    public DateTimeOffset? LastEnd { get; } =
        windows.All(window => window.LastEnd is not null) ? windows.Max(window => window.LastEnd) : null;

    /// <summary>The first opening that ends after an instant; it may have begun before. Null when there is none left.</summary>
    public WindowOpening? Next(DateTimeOffset after)
    {
        if (!IsConfined)
            return after < Always.End ? Always : null;

        WindowOpening? first = null;
        foreach (var window in windows)
            if (window.Next(after) is { } opening && (first is null || opening.Start < first.Start))
                first = opening;
        return first;
    }

    /// <summary>The first window that is open at an instant; null when none is.</summary>
    public MaintenanceWindow? At(DateTimeOffset instant) =>
        windows.FirstOrDefault(window => window.Next(instant)?.Start <= instant);

    /// <summary>When what is open at an instant closes, over all windows that overlap or adjoin; a limit when it does not close before.</summary>
    public DateTimeOffset ClosingAfter(DateTimeOffset instant, DateTimeOffset limit)
    {
        if (!IsConfined)
            return limit;

        var horizon = Horizon(instant);
        var end = instant;
        while (end < limit && end < horizon && EndFrom(end) is { } later)
            end = later;
        return end < limit && end < horizon ? end : limit;
    }

    /// <summary>The latest end of the windows that are open at an instant; null when none is.</summary>
    private DateTimeOffset? EndFrom(DateTimeOffset instant) => windows
        .Select(window => window.Next(instant))
        .Where(opening => opening?.Start <= instant)
        .Max(opening => opening?.End);

    private DateTimeOffset Horizon(DateTimeOffset instant)
    {
        var from = windows.Max(window => window.LastEnd) is { } last && last > instant ? last : instant;
        return from < DateTimeOffset.MaxValue - FullCycle ? from + FullCycle : DateTimeOffset.MaxValue;
    }
}
