namespace Lms.Migrations.Windows;

/// <summary>Whether changes of a database may begin, and until or from when.</summary>
/// <param name="IsOpen">Whether they may.</param>
/// <param name="IsConfined">Whether the database has a window at all; without one it is open whenever it is not frozen.</param>
/// <param name="Until">When open: the instant at which it closes, in UTC; null when it never does. When closed: null.</param>
/// <param name="NextOpening">When closed: the instant at which it opens, in UTC; null when it never does. When open: null.</param>
/// <param name="Reason">One sentence for operators, without a full stop: <c>the next window, Sun 02:00-04:00 Europe/Berlin, opens
/// 2026-11-29 01:00 UTC</c>.</param>
public sealed record WindowState(bool IsOpen, bool IsConfined, DateTimeOffset? Until, DateTimeOffset? NextOpening, string Reason);
