using Lms.Contracts.Windows;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws windows and freezes, and whether each database may be changed now.</summary>
internal static class WindowView
{
    public static void Draw(ICanvas canvas, CalendarDocument calendar, DateTimeOffset now)
    {
        var windows = new TextTable("ID", "Window", "Databases", "Added by", "Added at") { RightAligned = [0], Elastic = 1, Expendable = [4, 3] };
        foreach (var window in calendar.Windows)
            windows.AddWithNote(window.Reason ?? "", $"{window.Id}", window.Window, Databases(window.Databases), window.AddedBy, HumanText.Of(window.AddedAt));
        var freezes = new TextTable("ID", "Freeze", "Databases", "Added by", "Added at") { RightAligned = [0], Elastic = 1, Expendable = [4, 3] };
        foreach (var freeze in calendar.Freezes)
            freezes.AddWithNote(freeze.Reason, $"{freeze.Id}", freeze.Span, Databases(freeze.Databases), freeze.AddedBy, HumanText.Of(freeze.AddedAt));

        canvas.Table(windows);
        canvas.Table(freezes);
        if (calendar.Windows.Count + calendar.Freezes.Count == 0)
            canvas.Line("There is no window and no freeze: every database may be changed at any time.");
        var width = calendar.States.Select(state => state.Database.Length).DefaultIfEmpty().Max();
        foreach (var state in calendar.States)
            canvas.Line([Phrase.Strong($"{state.Database.PadRight(width)}  "), .. StateOf(state, now)]);
    }

    public static void DrawAdded(ICanvas canvas, WindowDocument window) => canvas.Line(
        Phrase.Good("✓ "), $"window {window.Id}: {window.Window} for {Databases(window.Databases)}; outside of windows nothing begins there any more");

    public static void DrawAdded(ICanvas canvas, FreezeDocument freeze)
    {
        canvas.Line(Phrase.Good("✓ "), $"freeze {freeze.Id}: {freeze.Span} for {Databases(freeze.Databases)}");
        canvas.Line(Phrase.Accent("→ "), $"Lift it with 'lms windows unfreeze {freeze.Id}'.");
    }

    public static void DrawRemoved(ICanvas canvas, string what, long id) =>
        canvas.Line(Phrase.Good("✓ "), $"{what} {id} is {(what == "freeze" ? "lifted" : "removed")}");

    private static IEnumerable<Phrase> StateOf(WindowStateDocument state, DateTimeOffset now)
    {
        yield return state.IsOpen ? Phrase.Good("✓ open") : Phrase.Notice("‖ closed");
        yield return state switch
        {
            { IsOpen: true, Until: { } end } => $" until {HumanText.Of(end)}, for {HumanText.Distance(end - now)}",
            { IsOpen: true } => "",
            { NextOpening: { } opening } => $", opens {HumanText.Of(opening)}, {HumanText.Relative(opening, now)}",
            _ => "",
        };
        yield return Phrase.Faint($"  {state.Reason}");
    }

    private static string Databases(IReadOnlyList<string> databases) => databases.Count == 0 ? "all" : string.Join(", ", databases);
}
