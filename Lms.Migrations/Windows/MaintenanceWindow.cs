using System.Diagnostics.CodeAnalysis;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Windows;

/// <summary>When changes may run: every week, as <c>Sun 02:00-04:00 Europe/Berlin</c>, or once, as <c>2026-12-01T01:00Z/PT2H</c>.</summary>
/// <remarks>Times of day are read off a clock in the window's zone that is never set back. Where clocks are put forward, a time that is
/// left out is the first instant after the gap; where they are put back, a time that comes twice is its first occurrence.</remarks>
public abstract record MaintenanceWindow
{
    private protected MaintenanceWindow()
    {
    }

    /// <summary>When it ends for good, in UTC; null for a window that returns every week.</summary>
    internal abstract DateTimeOffset? LastEnd { get; }

    /// <summary>The canonical text, which reads back as an equal window.</summary>
    private protected abstract string Text { get; }

    /// <summary>Reads a window. Case does not matter, nor does the amount of white space.</summary>
    /// <param name="text">Weekly: days, times and zone. Once: an ISO 8601 interval of 1 minute to 31 days.</param>
    /// <exception cref="RequestException">It is none; the message names each faulty part, and the way out shows examples.</exception>
    public static MaintenanceWindow Parse(string text) =>
        TryParse(text, out var window, out var fault)
            ? window
            : throw new RequestException($"This is no maintenance window: {fault}.")
            {
                WayOut = $"Write days, times and zone, as '{WeeklyWindowParser.Example}', or for a single one its start and duration, as "
                    + $"'{IsoInterval.Example}'.",
            };

    /// <summary>Reads a window.</summary>
    /// <param name="text">As for <see cref="Parse"/>.</param>
    /// <param name="window">The window; null when there is a fault.</param>
    /// <param name="fault">Each faulty part and its right form, without a full stop; null when there is none.</param>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out MaintenanceWindow? window, [NotNullWhen(false)] out string? fault)
    {
        var faults = new List<string>();
        window = GivenText.Read("the window", text, GivenText.LongestSpan, faults) is { } line ? Read(line, faults) : null;
        fault = window is null ? string.Join("; ", faults) : null;
        return window is not null;
    }

    /// <summary>The canonical text: <c>Mon-Fri 22:00-02:00 Europe/Berlin</c>, <c>2026-12-01T01:00Z/PT2H</c>. It reads back as an equal
    /// window.</summary>
    public sealed override string ToString() => Text;

    /// <summary>The first opening that ends after an instant; it may have begun before. Null when there is none left.</summary>
    internal abstract WindowOpening? Next(DateTimeOffset after);

    private static MaintenanceWindow? Read(string line, List<string> faults) =>
        IsoInterval.IsMeant(line) ? OneOffWindow.Read(line, faults) : WeeklyWindowParser.Read(line, faults);
}
