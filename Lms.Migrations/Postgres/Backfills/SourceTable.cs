namespace Lms.Migrations.Postgres.Backfills;

/// <summary>The table of a backfill, as the server knows it. Every name is quoted, ready to stand in a statement.</summary>
/// <param name="Table">With its schema.</param>
/// <param name="Key">The key column.</param>
/// <param name="KeyType">Its type: <c>bigint</c>, <c>character varying(20)</c>.</param>
/// <param name="Undo">The columns to journal, in the definition's order.</param>
/// <param name="Sum">The column to sum; null for none.</param>
internal sealed record SourceTable(string Table, string Key, string KeyType, IReadOnlyList<SourceColumn> Undo, SourceColumn? Sum)
{
    /// <summary>The condition that a key lies in a range whose bounds are parameters in text form.</summary>
    /// <param name="key">The key as the statement calls it.</param>
    /// <param name="after">The parameter of the exclusive lower bound; null for none.</param>
    /// <param name="to">The parameter of the inclusive upper bound; null for none.</param>
    public string Range(string key, string? after, string? to) => (after, to) switch
    {
        (null, null) => "true",
        (null, _) => $"{key} <= {AsKey(to)}",
        (_, null) => $"{key} > {AsKey(after)}",
        _ => $"{key} > {AsKey(after)} AND {key} <= {AsKey(to)}",
    };

    private string AsKey(string parameter) => $"{parameter}::text::{KeyType}";
}

/// <summary>A column of a backfill's table.</summary>
/// <param name="Name">As the server has it; what the journal calls it.</param>
/// <param name="Type">Its type, with its length or precision.</param>
/// <param name="IsFloat">Whether it is a binary fraction, whose decimal digits only its text form gives exactly.</param>
internal sealed record SourceColumn(string Name, string Type, bool IsFloat)
{
    public string Quoted => PostgresIdentifier.Quote(Name);

    /// <summary>The expression of its exact decimal value, of a row that the statement calls by that name.</summary>
    public string Decimal(string row) => IsFloat ? $"{row}.{Quoted}::text::numeric" : $"{row}.{Quoted}::numeric";
}
