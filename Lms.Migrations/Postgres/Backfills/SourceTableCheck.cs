using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>A column as the server's catalog describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, with its length or precision.</param>
/// <param name="BaseType">The type alone; for a domain, what it is based on.</param>
/// <param name="IsNotNull">Whether it holds no NULL.</param>
/// <param name="IsUnique">Whether an index that can be walked holds it alone and keeps it unique.</param>
internal sealed record CatalogColumn(string Name, string Type, string BaseType, bool IsNotNull, bool IsUnique);

/// <summary>Compares what a definition needs with the columns that there are.</summary>
internal sealed class SourceTableCheck(string source, string table, IReadOnlyDictionary<string, CatalogColumn> columns)
{
    /// <exception cref="BackfillRefusedException">The key or a column is not as the definition needs it.</exception>
    public SourceTable Accept(BackfillDefinition definition)
    {
        var key = Key(definition.Key);
        return new SourceTable(
            table, PostgresIdentifier.Quote(key.Name), key.Type,
            [.. definition.Undo.Select(name => Source(Column(name, "undo")))],
            definition.Sum is { } sum ? Summed(sum) : null);
    }

    private CatalogColumn Key(string name)
    {
        var column = Column(name, "key");
        if (!column.IsUnique)
        {
            throw new BackfillRefusedException($"No index makes {column.Name} alone unique in {source}.")
            {
                WayOut = "Name a key column that has a primary key or a unique B-tree index of its own, without a condition; "
                    + "or create one in an earlier migration (CREATE UNIQUE INDEX CONCURRENTLY).",
            };
        }

        return column.IsNotNull ? column : throw new BackfillRefusedException($"The key column {column.Name} of {source} may be NULL.")
        {
            WayOut = "Rows without a key would be passed over. Name another key, or set the column NOT NULL in an earlier migration.",
        };
    }

    private SourceColumn Summed(string name)
    {
        var column = Column(name, "sum");
        return IsNumber(column.BaseType) ? Source(column) : throw new BackfillRefusedException(
            $"The column {column.Name} of {source} is of type {column.Type} and cannot be summed exactly.")
        {
            WayOut = "Name a column of type smallint, integer, bigint, numeric, real or double precision, or leave the sum out.",
        };
    }

    private CatalogColumn Column(string name, string option) => columns.TryGetValue(name, out var column)
        ? column
        : throw new BackfillRefusedException($"The table {source} has no column {name}.")
        {
            WayOut = $"The {option} option must name columns as they are in the database: {string.Join(", ", columns.Keys)}.",
        };

    private static SourceColumn Source(CatalogColumn column) =>
        new(column.Name, column.Type, column.BaseType is "real" or "double precision");

    private static bool IsNumber(string type) =>
        type is "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision";
}
