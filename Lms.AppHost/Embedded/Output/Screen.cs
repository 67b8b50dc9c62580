using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lms.AppHost.Embedded.Output;

/// <summary>Where the host writes: with colour on a terminal, as plain lines in a pipe or a file. Safe for concurrent use: what services say
/// comes between lines, never into one.</summary>
internal sealed class Screen
{
    /// <summary>Wider than any line: a terminal wraps by itself, so that a connection string can still be copied, and a
    /// script reads it whole.</summary>
    private const int Unwrapped = 4096;

    private readonly Lock gate = new();
    private readonly IAnsiConsole lines;

    public Screen()
    {
        IsTerminal = !System.Console.IsOutputRedirected;
        Console = Open();
        lines = Open();
        lines.Profile.Width = Unwrapped;
    }

    /// <summary>Whether somebody looks who would like to see things move.</summary>
    public bool IsTerminal { get; }

    /// <summary>For what moves, and so must know the terminal's width.</summary>
    public IAnsiConsole Console { get; }

    public void Line(string text = "") => Write(text, Style.Plain);

    public void Strong(string text) => Write(text, new Style(decoration: Decoration.Bold));

    public void Faint(string text) => Write(text, new Style(decoration: Decoration.Dim));

    public void Good(string text) => Write(text, new Style(Color.Green));

    public void Notice(string text) => Write(text, new Style(Color.Yellow));

    public void Bad(string text) => Write(text, new Style(Color.Red));

    /// <summary>A line of somebody else's, with their name in front.</summary>
    public void Quote(string name, Color colour, string text, Style style) => AsOne(() =>
    {
        lines.Write(name + "  ", new Style(colour));
        lines.WriteLine(text, style);
    });

    public void Draw(IRenderable drawing) => AsOne(() => lines.Write(drawing));

    /// <summary>Writes several lines that nothing comes between.</summary>
    public void AsOne(Action write)
    {
        lock (gate)
            write();
    }

    private void Write(string text, Style style) => AsOne(() => lines.WriteLine(text, style));

    private IAnsiConsole Open() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(System.Console.Out),
        Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });
}
