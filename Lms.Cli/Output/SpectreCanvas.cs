using Spectre.Console;

namespace Lms.Cli.Output;

/// <summary>A terminal, drawn on by Spectre.Console.</summary>
internal sealed class SpectreCanvas(IAnsiConsole console) : ICanvas
{
    // What Spectre puts beside each column of a table without lines, and beside them all.
    private const int ColumnGap = 3;
    private const int Edge = 1;
    private const int LeastElasticWidth = 18;

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
        var room = Math.Max(1, Room(table));
        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Cells.Select((cell, column) => column == table.Elastic
                ? ToCell(cell with { Text = Wrap(cell.Text, room) }, row.Note)
                : ToCell(cell, note: null)));
        }

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
        while (table.Expendable is [var least, ..] && Room(table) < table.WidthOf(table.Elastic))
            table = table.Without(least);
        while (table.LastResort is [var last, ..] && Room(table) < Math.Min(table.WidthOf(table.Elastic), LeastElasticWidth))
            table = table.Without(last);
        return table;
    }

    /// <summary>Characters that the other columns leave to the elastic one.</summary>
    private int Room(TextTable table) => console.Profile.Width - Edge - Enumerable.Range(0, table.Headings.Count)
        .Sum(column => ColumnGap + (column == table.Elastic ? 0 : table.WidthOf(column)));

    /// <summary>Breaks a name that is too long after one of its separators, not in the middle of a word.</summary>
    private static string Wrap(string text, int width)
    {
        var wrapped = "";
        while (text.Length > width && text.AsSpan(0, width).LastIndexOfAny('-', '_', ' ') is > 0 and var separator)
        {
            wrapped += text[..(separator + 1)] + "\n";
            text = text[(separator + 1)..];
        }

        return wrapped + text;
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
