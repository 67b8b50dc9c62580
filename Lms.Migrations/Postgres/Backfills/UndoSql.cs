namespace Lms.Migrations.Postgres.Backfills;

/// <summary>The statements that restore one entry of the journal: a batch. Parameters: $1 backfill, $2 number of the entry.</summary>
/// <remarks>A row is restored when every column that the backfill changed still is as it wrote it; columns that it left as they were do
/// not count. Values are compared in their text form, for which not every type has an equality; what the journal holds is read and
/// printed again in the session that compares, so that neither a time zone nor another setting makes a difference.</remarks>
internal sealed class UndoSql(SourceTable source)
{
    private IEnumerable<int> Numbers => Enumerable.Range(1, source.Undo.Count);

    /// <summary>Restores every row that still is as the backfill wrote it.</summary>
    public string Restore => $"""
        WITH {Entry}
        UPDATE {source.Table} AS lms_row
        SET {All(", ", (column, i) => $"{column.Quoted} = CASE WHEN {IsSame(i)} THEN lms_row.{column.Quoted} ELSE lms_entry.b{i}::{column.Type} END")}
        FROM lms_entry
        WHERE lms_row.{source.Key} = lms_entry.k::{source.KeyType} AND {All(" AND ", IsWritten)}
        """;

    /// <summary>Looks at every row of the entry: returns how many still, or again, are as the backfill wrote them; how many are conflicts;
    /// and the values that make them so, as a JSON array.</summary>
    public string Compare => $"""
        WITH {Entry}, lms_found AS MATERIALIZED (
        SELECT lms_entry.*, lms_row.{source.Key} IS NULL AS is_deleted, {All(", ", (column, i) => $"lms_row.{column.Quoted}::text AS f{i}")},
               {All(", ", (column, i) => $"lms_entry.a{i}::{column.Type}::text AS w{i}")},
               lms_row.{source.Key} IS NOT NULL AND {All(" AND ", IsWritten)} AS is_written,
               lms_row.{source.Key} IS NOT NULL AND {All(" AND ", IsBefore)} AS is_before
        FROM lms_entry LEFT JOIN {source.Table} AS lms_row ON lms_row.{source.Key} = lms_entry.k::{source.KeyType}
        ), lms_conflict AS MATERIALIZED (
        SELECT * FROM lms_found WHERE NOT is_written AND NOT is_before
        )
        SELECT (SELECT count(*) FROM lms_found WHERE is_written), (SELECT count(*) FROM lms_conflict),
               (SELECT jsonb_agg(jsonb_build_object(
                    'key', k, 'field', d.field, 'before', d.before, 'written', d.written, 'found', d.found, 'deleted', is_deleted))
                FROM lms_conflict
                CROSS JOIN LATERAL (VALUES {All(", ", (_, i) => $"(n{i}, b{i}, a{i}, w{i}, f{i})")}) AS d (field, before, written, printed, found)
                WHERE d.before IS DISTINCT FROM d.written AND (is_deleted OR d.found IS DISTINCT FROM d.printed))::text
        """;

    // b: before, a: after, n: name; keys, before and after are in the journal column by column.
    private string Entry => $"""
        lms_entry AS MATERIALIZED (
        SELECT lms_values.*, {All(", ", (_, i) => $"lms_undo.fields[{i}] AS n{i}")}
        FROM migrator.undo AS lms_undo
        CROSS JOIN LATERAL unnest(lms_undo.keys, {All(", ", (_, i) => Slice("before", i))}, {All(", ", (_, i) => Slice("after", i))})
             AS lms_values (k, {All(", ", (_, i) => $"b{i}")}, {All(", ", (_, i) => $"a{i}")})
        WHERE lms_undo.backfill_id = $1 AND lms_undo.seq = $2
        )
        """;

    private static string Slice(string array, int number) =>
        $"lms_undo.{array}[{number - 1} * cardinality(lms_undo.keys) + 1:{number} * cardinality(lms_undo.keys)]";

    private static string IsSame(int number) => $"lms_entry.b{number} IS NOT DISTINCT FROM lms_entry.a{number}";

    private static string IsWritten(SourceColumn column, int number) => Is(column, number, $"lms_entry.a{number}");

    private static string IsBefore(SourceColumn column, int number) => Is(column, number, $"lms_entry.b{number}");

    private static string Is(SourceColumn column, int number, string value) =>
        $"({IsSame(number)} OR lms_row.{column.Quoted}::text IS NOT DISTINCT FROM {value}::{column.Type}::text)";

    private string All(string separator, Func<SourceColumn, int, string> each) =>
        string.Join(separator, Numbers.Select(i => each(source.Undo[i - 1], i)));
}
