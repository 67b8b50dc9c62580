namespace Lms.Migrations.Windows;

/// <summary>The sentences that tell operators why a database is open or closed.</summary>
internal static class WindowReasons
{
    public static string Open(bool isConfined, DateTimeOffset? until, FrozenSpan? nextFreeze) => until switch
    {
        null => isConfined ? "open: the windows leave no gap" : "open: no window confines it",
        { } closing when nextFreeze?.Start == closing => $"open until a freeze begins {InstantText.Spoken(closing)}: {Because(nextFreeze)}",
        { } closing => $"open until {InstantText.Spoken(closing)}",
    };

    public static string Frozen(FrozenSpan frozen) =>
        $"frozen until {(frozen.End == DateTimeOffset.MaxValue ? "lifted" : InstantText.Spoken(frozen.End))}: {Because(frozen)}";

    public static string Closed(WindowUnion windows, DateTimeOffset instant, DateTimeOffset? opening) => opening switch
    {
        { } at => $"the next window, {windows.At(at)}, opens {InstantText.Spoken(at)}",
        null when windows.LastEnd <= instant => $"no window is open and none will open: the last one passed {InstantText.Spoken(windows.LastEnd.Value)}",
        null => "no window is open and none will open: all that are left lie in freezes",
    };

    private static string Because(FrozenSpan frozen) => string.Join("; ", frozen.Reasons);
}
