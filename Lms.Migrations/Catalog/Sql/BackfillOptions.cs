using System.Globalization;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>What a backfill's marker says about it.</summary>
/// <param name="Source">The table as written.</param>
/// <param name="Table">The same, resolved.</param>
/// <param name="Key">The key column, resolved.</param>
/// <param name="Undo">The columns to journal, resolved; empty when the backfill cannot be undone.</param>
/// <param name="Sum">The column to sum, resolved; null for none.</param>
/// <param name="BatchSize">Rows in the first batch; null leaves the run's own.</param>
internal sealed record BackfillOptions(
    string Source, SqlName Table, string Key, IReadOnlyList<string> Undo, string? Sum, int? BatchSize)
{
    /// <summary>The names that stand beside those of every section.</summary>
    public static IReadOnlyList<string> Names { get; } = ["table", "key", "batch", "undo", "sum"];

    /// <summary>Reads the pairs whose names are among <see cref="Names"/>; null when one is wrong or missing.</summary>
    public static BackfillOptions? Parse(SectionMarker marker, List<string> faults)
    {
        var before = faults.Count;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in SectionOptionsParser.Pairs(marker.OptionText))
            values.TryAdd(name, value);

        var source = Require(values, "table", "which table to change: table:users", faults);
        var table = source is null ? null : SqlName.Parse(source);
        if (source is not null && table is not { Parts.Count: <= 2 })
            faults.Add($"table:{source} is no name of a table; write table:users or table:schema.users");

        var key = Require(values, "key", "the column that orders it, unique and never null: key:id", faults) is { } named ? Column("key", named, faults) : null;
        var undo = Columns(values.GetValueOrDefault("undo", "none"), faults);
        var sum = values.TryGetValue("sum", out var summed) ? Column("sum", summed, faults) : null;
        var batch = values.TryGetValue("batch", out var size) ? Size(size, faults) : null;
        return faults.Count == before ? new BackfillOptions(source!, table!, key!, undo, sum, batch) : null;
    }

    private static string? Require(Dictionary<string, string> values, string name, string what, List<string> faults)
    {
        if (values.TryGetValue(name, out var value))
            return value;

        faults.Add($"a backfill needs the option '{name}': {what}");
        return null;
    }

    private static List<string> Columns(string list, List<string> faults)
    {
        var columns = new List<string>();
        if (list == "none")
            return columns;

        foreach (var written in SectionOptionsParser.SplitOutsideQuotes(list, character => character == ','))
        {
            if (Column("undo", written, faults) is not { } column)
                continue;

            if (columns.Contains(column))
                faults.Add($"undo names column {written} twice");
            columns.Add(column);
        }

        return columns;
    }

    private static string? Column(string option, string written, List<string> faults)
    {
        if (SqlName.Parse(written) is { Parts: [var column] })
            return column;

        faults.Add($"{option}:{written} is no name of a column");
        return null;
    }

    private static int? Size(string written, List<string> faults)
    {
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 100_000)
            return size;

        faults.Add($"batch:{written} is out of range; it must be a number of rows from 1 to 100000");
        return null;
    }
}
