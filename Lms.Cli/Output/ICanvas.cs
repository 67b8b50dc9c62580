namespace Lms.Cli.Output;

/// <summary>Where views draw: a terminal, or a file that gets the same words without colour.</summary>
internal interface ICanvas
{
    /// <summary>One line of text.</summary>
    void Line(params ReadOnlySpan<Phrase> phrases);

    /// <summary>A table; nothing when it has no rows.</summary>
    void Table(TextTable table);
}
