using System.Text;
using Lms.Cli.Output.Backfills;

namespace Lms.Cli.Output;

/// <summary>The process's streams, and what may be drawn on them.</summary>
/// <remarks>Spectre.Console is opened only for a terminal: a script's call should not pay for what nobody sees.</remarks>
internal sealed class Terminal
{
    private readonly bool outDraws;
    private readonly bool errorDraws;
    private readonly bool colour;
    private ICanvas? outCanvas;
    private ICanvas? errorCanvas;

    public Terminal(Func<string, string?> environment)
    {
        var capable = environment("TERM") is { Length: > 0 } term && term != "dumb";
        outDraws = capable && !Console.IsOutputRedirected;
        errorDraws = capable && !Console.IsErrorRedirected;
        colour = string.IsNullOrEmpty(environment("NO_COLOR"));
        Out = Open(Console.OpenStandardOutput());
        Error = Open(Console.OpenStandardError());
    }

    /// <summary>Standard output: what a command was asked for.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error: failures, and progress where standard output is not a terminal.</summary>
    public TextWriter Error { get; }

    /// <summary>True when a question can be asked: somebody sees it and can answer.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !(Console.IsOutputRedirected && Console.IsErrorRedirected);

    /// <summary>Asks where somebody sees it. Returns the answer in lower case; null when nothing more will be answered.</summary>
    public async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        var prompt = Console.IsOutputRedirected ? Error : Out;
        await prompt.WriteAsync(question.AsMemory(), cancellationToken);
        await prompt.FlushAsync(cancellationToken);

        // Reading a line cannot be cancelled; Ctrl+C leaves it behind.
        var answer = await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant();
    }

    /// <summary>Draws on standard output.</summary>
    public ICanvas OutCanvas => outCanvas ??= CanvasOver(Out, outDraws);

    /// <summary>Draws on standard error.</summary>
    public ICanvas ErrorCanvas => errorCanvas ??= CanvasOver(Error, errorDraws);

    /// <summary>True when progress is drawn on a screen.</summary>
    public bool IsLive => Console.IsOutputRedirected ? errorDraws : outDraws;

    /// <summary>Where progress goes: to the screen when there is one, and never between lines that a program reads.</summary>
    public ICanvas ProgressCanvas => Console.IsOutputRedirected ? ErrorCanvas : OutCanvas;

    /// <summary>A live display on the screen; null when nobody watches.</summary>
    public IRunDisplay RunDisplay(TimeProvider time)
    {
        if (!Console.IsOutputRedirected && outDraws)
            return Live(Out, time);
        return Console.IsOutputRedirected && errorDraws ? Live(Error, time) : new PlainRunDisplay(ProgressCanvas, time);
    }

    /// <summary>Shows a backfill that is looked at again and again.</summary>
    public BackfillDisplay BackfillDisplay(string database, TimeProvider time) => IsLive
        ? new LiveBackfillDisplay(database, SpectreCanvas.Open(Console.IsOutputRedirected ? Error : Out, colour))
        : new PlainBackfillDisplay(ProgressCanvas, time);

    private LiveRunDisplay Live(TextWriter writer, TimeProvider time) => new(SpectreCanvas.Open(writer, colour), time);

    private ICanvas CanvasOver(TextWriter writer, bool draws) =>
        draws ? new SpectreCanvas(SpectreCanvas.Open(writer, colour)) : new PlainCanvas(writer);

    /// <summary>Sends what was written and not yet shown.</summary>
    public void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    // Not Console.Out: it is synchronised, and flushes after every piece.
    private static StreamWriter Open(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 4096) { NewLine = "\n" };
}
