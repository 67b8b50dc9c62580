namespace Lms.Cli.Output;

/// <summary>Rows under headings.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<Phrase[]> rows = [];

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Headings { get; } = headings;

    /// <summary>One phrase for each column.</summary>
    public IReadOnlyList<Phrase[]> Rows => rows;

    /// <summary>Columns whose text ends at the same place, as numbers do.</summary>
    public IReadOnlyList<int> RightAligned { get; init; } = [];

    /// <summary>The column that gives way when the terminal is narrow; the others keep their width.</summary>
    public int Elastic { get; init; }

    public void Add(params Phrase[] row) => rows.Add(row);
}
