using System.Collections.Concurrent;
using Lms.Contracts.Windows;
using Lms.Migrations.Failures;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Worker.Windows;

/// <summary>What this worker knows of windows and freezes, and by which clock: that of the platform database, for all workers alike.</summary>
/// <remarks>Read anew every few seconds, and at once when one is added or removed. While the platform database is away, what was known last
/// stays true.</remarks>
internal sealed class WindowBook(TimeProvider time)
{
    private readonly Lock gate = new();
    private volatile Page? current;

    /// <summary>A window or a freeze was added or removed, and is known to be from here on.</summary>
    public event EventHandler? Changed;

    /// <summary>Whether it was read at least once; before that, nothing may begin.</summary>
    public bool IsKnown => current is not null;

    /// <summary>What was read last; empty before anything was.</summary>
    public WindowSnapshot Snapshot => current?.Snapshot ?? new WindowSnapshot(time.GetUtcNow(), [], []);

    /// <summary>What time it is by the platform database's clock.</summary>
    public DateTimeOffset Now => current is { } page ? page.Snapshot.At + time.GetElapsedTime(page.ReadAt) : time.GetUtcNow();

    public void Read(WindowSnapshot snapshot, long askedAt)
    {
        WindowSnapshot before;
        lock (gate)
        {
            // Read for somebody who had just changed them, while an earlier look was still under way.
            if (current is { } page && page.ReadAt > askedAt)
                return;

            before = Snapshot;
            current = new Page(snapshot, askedAt);
        }

        if (!snapshot.HasSame(before))
            Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>How a database stands now.</summary>
    public WindowState StateOf(string database) => StateOf(database, Now);

    /// <summary>How a database will stand.</summary>
    public WindowState StateOf(string database, DateTimeOffset at) => current?.PlanOf(database) switch
    {
        null => Closed("the windows are not known yet"),
        { Fault: { } fault } => Closed(fault),
        var plan => plan.Calendar.StateAt(at),
    };

    public WindowCalendar CalendarOf(string database) => current?.PlanOf(database).Calendar ?? new WindowCalendar([], []);

    public WindowStateDocument Describe(string database)
    {
        var state = StateOf(database);
        return new WindowStateDocument(database, state.IsOpen, state.IsConfined, state.Until, state.NextOpening, state.Reason);
    }

    private static WindowState Closed(string reason) => new(IsOpen: false, IsConfined: true, Until: null, NextOpening: null, reason);

    /// <summary>What is known of one database.</summary>
    /// <param name="Calendar">Its windows and freezes.</param>
    /// <param name="Fault">Why it must be taken for closed; null when all of them are understood.</param>
    private sealed record Plan(WindowCalendar Calendar, string? Fault);

    private sealed record Page(WindowSnapshot Snapshot, long ReadAt)
    {
        private readonly ConcurrentDictionary<string, Plan> plans = new(StringComparer.Ordinal);

        public Plan PlanOf(string database) => plans.GetOrAdd(database, Read);

        private Plan Read(string database)
        {
            try
            {
                return new Plan(new WindowCalendar(
                    Snapshot.Windows.Where(window => IsFor(window.Databases, database)).Select(window => MaintenanceWindow.Parse(window.Window)),
                    Snapshot.Freezes.Where(freeze => IsFor(freeze.Databases, database)).Select(freeze => Freeze.Parse(freeze.Span, freeze.Reason))), Fault: null);
            }
            catch (RequestException exception)
            {
                // A time zone that another worker's machine knows, and this one's does not.
                return new Plan(new WindowCalendar([], []), $"a window cannot be read on this worker's machine: {exception.Message}");
            }
        }

        private static bool IsFor(IReadOnlyList<string> databases, string name) => databases.Count == 0 || databases.Contains(name);
    }
}
