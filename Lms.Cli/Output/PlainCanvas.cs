using System.Text;

namespace Lms.Cli.Output;

/// <summary>Plain text with aligned columns, for files, pipes and terminals that can do no more.</summary>
internal sealed class PlainCanvas(TextWriter writer) : ICanvas
{
    private const string Gap = "  ";

    public void Line(params ReadOnlySpan<Phrase> phrases)
    {
        foreach (var phrase in phrases)
            writer.Write(phrase.Text);
        writer.Write('\n');
        writer.Flush();
    }

    public void Table(TextTable table)
    {
        if (table.Rows.Count == 0)
            return;

        var widths = new int[table.Headings.Count];
        for (var column = 0; column < widths.Length; column++)
            widths[column] = table.WidthOf(column);

        var text = new StringBuilder();
        AppendRow(text, new TextTable.Row([.. table.Headings.Select(heading => (Phrase)heading.ToUpperInvariant())], null), widths, table.RightAligned);
        foreach (var row in table.Rows)
            AppendRow(text, row, widths, table.RightAligned);
        writer.Write(text);
        writer.Flush();
    }

    private static void AppendRow(StringBuilder text, TextTable.Row row, int[] widths, IReadOnlyList<int> rightAligned)
    {
        var start = text.Length;
        for (var column = 0; column < row.Cells.Count; column++)
        {
            var cell = row.Cells[column].Text;
            text.Append(column == 0 ? "" : Gap)
                .Append(rightAligned.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
        }

        text.Append(Gap).Append(row.Note);
        while (text.Length > start && text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}
