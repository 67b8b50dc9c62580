namespace Lms.Cli.Output;

/// <summary>Rows under headings.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<Row> rows = [];

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Headings { get; } = headings;

    /// <summary>In order from the top.</summary>
    public IReadOnlyList<Row> Rows => rows;

    /// <summary>Columns whose text ends at the same place, as numbers do.</summary>
    public IReadOnlyList<int> RightAligned { get; init; } = [];

    /// <summary>The column that gives way when the terminal is narrow; the others keep their width.</summary>
    public int Elastic { get; init; }

    /// <summary>Columns that are left out rather than wrap the elastic one, the first of them first.</summary>
    public IReadOnlyList<int> Expendable { get; init; } = [];

    /// <summary>Columns that are left out where the elastic one would become too narrow to read, the first of them first.</summary>
    public IReadOnlyList<int> LastResort { get; init; } = [];

    /// <summary>Adds a row: one phrase for each column.</summary>
    public void Add(params Phrase[] cells) => rows.Add(new Row(cells, Note: null));

    /// <summary>Adds a row with a few words that would make a column of their own too wide.</summary>
    public void AddWithNote(string note, params Phrase[] cells) => rows.Add(new Row(cells, note));

    /// <summary>Characters of a column's longest cell or heading.</summary>
    public int WidthOf(int column) => rows.Select(row => row.Cells[column].Text.Length).Append(Headings[column].Length).Max();

    /// <summary>The table without one of its columns, which is not the elastic one.</summary>
    public TextTable Without(int column)
    {
        var narrower = new TextTable([.. Rest(Headings)])
        {
            RightAligned = Renumber(RightAligned), Elastic = Renumber([Elastic])[0], Expendable = Renumber(Expendable),
            LastResort = Renumber(LastResort),
        };
        narrower.rows.AddRange(rows.Select(row => row with { Cells = [.. Rest(row.Cells)] }));
        return narrower;

        IEnumerable<T> Rest<T>(IEnumerable<T> all) => all.Where((_, index) => index != column);

        int[] Renumber(IEnumerable<int> columns) => [.. columns.Where(index => index != column).Select(index => index > column ? index - 1 : index)];
    }

    /// <summary>One phrase for each column; the note stands below the elastic one, or in plain text behind the last.</summary>
    public sealed record Row(IReadOnlyList<Phrase> Cells, string? Note);
}
