using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lms.AppHost.Output;

/// <summary>Where the host writes: with colour on a terminal, as plain lines in a pipe or a file.</summary>
internal sealed class Screen
{
    /// <summary>No line in a file is ever too long; wrapping one would break it for scripts.</summary>
    private const int WidthOfAFile = 4096;

    public Screen()
    {
        IsTerminal = !System.Console.IsOutputRedirected;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(System.Console.Out),
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!IsTerminal)
            Console.Profile.Width = WidthOfAFile;
    }

    /// <summary>Whether somebody looks who would like to see things move.</summary>
    public bool IsTerminal { get; }

    public IAnsiConsole Console { get; }

    public void Line(string text = "") => Write(text, Style.Plain);

    public void Faint(string text) => Write(text, new Style(decoration: Decoration.Dim));

    public void Good(string text) => Write(text, new Style(Color.Green));

    public void Notice(string text) => Write(text, new Style(Color.Yellow));

    public void Bad(string text) => Write(text, new Style(Color.Red));

    public void Draw(IRenderable drawing) => Console.Write(drawing);

    private void Write(string text, Style style) => Console.WriteLine(text, style);
}
