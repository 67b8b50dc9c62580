using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lms.Cli.Output;

/// <summary>The last lines on the screen, redrawn in place; what is printed meanwhile appears above them.</summary>
/// <remarks>Spectre's own live display leaves the ends of longer lines behind when a block shrinks.</remarks>
internal sealed class LiveRegion : IDisposable
{
    private readonly IAnsiConsole console;
    private readonly SpectreCanvas canvas;
    private int height;

    public LiveRegion(IAnsiConsole console)
    {
        this.console = console;
        canvas = new SpectreCanvas(console);
        console.Cursor.Hide();
    }

    /// <summary>Replaces the region's content; none empties it.</summary>
    public void Draw(params ReadOnlySpan<Phrase> phrases)
    {
        Erase();
        if (phrases.IsEmpty)
            return;

        // Measured as wrapped: a long query takes several lines, and all of them must be erased again.
        var paragraph = canvas.ToParagraph(phrases);
        var segments = ((IRenderable)paragraph).Render(RenderOptions.Create(console), console.Profile.Width);
        height = Segment.SplitLines(segments, console.Profile.Width).Count;
        console.Write(paragraph);
    }

    /// <summary>Prints a line that stays.</summary>
    public void Print(params ReadOnlySpan<Phrase> phrases)
    {
        Erase();
        canvas.Line(phrases);
    }

    /// <summary>Leaves the screen to somebody else, until something is drawn again.</summary>
    public void Leave()
    {
        Erase();
        console.Cursor.Show();
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private void Erase()
    {
        if (height == 0)
            return;

        var up = height > 1 ? $"\u001b[{height - 1}A" : "";
        console.Write(new ControlCode($"\r{up}\u001b[0J"));
        height = 0;
    }
}
