using Spectre.Console;

namespace Lms.Cli.Output;

/// <summary>A terminal, drawn on by Spectre.Console.</summary>
internal sealed class SpectreCanvas(IAnsiConsole console) : ICanvas
{
    // What Spectre puts around each column of a table without lines.
    private const int ColumnGap = 3;
    private const int LeastElasticWidth = 24;

    private static readonly Style Faint = new(Color.Grey);

    /// <summary>A console over one of the process's streams. The sixteen colours that every terminal lets its user choose;
    /// without colour no decoration either, for both are escape codes.</summary>
    public static IAnsiConsole Open(TextWriter writer, bool colour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });

    public void Line(params ReadOnlySpan<Phrase> phrases)
    {
        var indent = Indent(phrases);
        if (indent > 0 && Width(phrases) > console.Profile.Width)
            console.Write(new Padder(ToParagraph([phrases[0] with { Text = phrases[0].Text[indent..] }, .. phrases[1..]]), new Padding(indent, 0, 0, 0)));
        else
            console.Write(ToParagraph([.. phrases, "\n"]));
    }

    public void Table(TextTable table)
    {
        if (table.Rows.Count == 0)
            return;

        table = Fit(table);
        var drawn = new Table().Border(TableBorder.Simple).BorderStyle(StyleOf(Tone.Faint));
        for (var column = 0; column < table.Headings.Count; column++)
            drawn.AddColumn(ToColumn(table, column));
        foreach (var row in table.Rows)
            drawn.AddRow(row.Cells.Select((cell, column) => ToCell(cell, column == table.Elastic ? row.Note : null)));
        console.Write(drawn);
    }

    /// <summary>The phrases as one renderable.</summary>
    public Paragraph ToParagraph(params ReadOnlySpan<Phrase> phrases)
    {
        var paragraph = new Paragraph();
        foreach (var phrase in phrases)
            paragraph.Append(phrase.Text, StyleOf(phrase.Tone));
        return paragraph;
    }

    /// <summary>Leaves columns out until the elastic one can be read.</summary>
    private TextTable Fit(TextTable table)
    {
        while (table.Expendable is [var least, ..] && LeastWidth(table) > console.Profile.Width)
            table = table.Without(least);
        return table;
    }

    private static int LeastWidth(TextTable table)
    {
        var columns = Enumerable.Range(0, table.Headings.Count);
        return columns.Sum(column => ColumnGap + (column == table.Elastic ? Math.Min(table.WidthOf(column), LeastElasticWidth) : table.WidthOf(column)));
    }

    // A line that wraps keeps its indentation.
    private static int Indent(ReadOnlySpan<Phrase> phrases) =>
        phrases.IsEmpty ? 0 : phrases[0].Text.Length - phrases[0].Text.AsSpan().TrimStart(' ').Length;

    private static int Width(ReadOnlySpan<Phrase> phrases)
    {
        var width = 0;
        foreach (var phrase in phrases)
            width += phrase.Text.Length;
        return width;
    }

    private Paragraph ToCell(Phrase cell, string? note) =>
        string.IsNullOrEmpty(note) ? ToParagraph(cell) : ToParagraph(cell, "\n", Phrase.Faint(note));

    private TableColumn ToColumn(TextTable table, int column)
    {
        var heading = new Text(table.Headings[column], StyleOf(Tone.Faint));
        return new TableColumn(heading)
        {
            NoWrap = column != table.Elastic,
            Alignment = table.RightAligned.Contains(column) ? Justify.Right : Justify.Left,
        };
    }

    private Style StyleOf(Tone tone)
    {
        if (console.Profile.Capabilities.ColorSystem == ColorSystem.NoColors)
            return Style.Plain;

        return tone switch
        {
            Tone.Strong => new Style(decoration: Decoration.Bold),
            Tone.Faint => Faint,
            Tone.Good => new Style(Color.Green),
            Tone.Notice => new Style(Color.Yellow),
            Tone.Bad => new Style(Color.Red),
            Tone.Accent => new Style(Color.Blue),
            _ => Style.Plain,
        };
    }
}
