using System.Text;
using Lms.Migrations.Backfills;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>Narrows a backfill's UPDATE to a range of keys, and makes the same statement take the pre-images and commit the batch.</summary>
/// <remarks>For <c>UPDATE users SET balance = earnings / 2 WHERE balance = 0</c>, key <c>id</c> and undo <c>balance</c>, on a server that
/// returns old values:
/// <code>
/// WITH lms_changed AS (
///     UPDATE users SET balance = earnings / 2
///     WHERE (balance = 0) AND users."id" &gt; $1::text::bigint AND users."id" &lt;= $2::text::bigint
///     RETURNING WITH (OLD AS lms_old, NEW AS lms_new) lms_old."id"::text AS k, lms_old."balance"::text AS b1, lms_new."balance"::text AS a1
/// ), lms_total AS (
///     SELECT count(*) AS matched, count(*) FILTER (WHERE b1 IS DISTINCT FROM a1) AS modified, array_agg(k) FILTER (…) AS keys, …
///     FROM lms_changed
/// )
/// SELECT matched, modified, migrator.commit_batch(…) FROM lms_total
/// </code></remarks>
internal sealed class BatchSql
{
    private readonly SqlBackfill definition;
    private readonly SourceTable source;
    private readonly bool returnsOld;

    private BatchSql(SqlBackfill definition, SourceTable source, bool returnsOld)
    {
        this.definition = definition;
        this.source = source;
        this.returnsOld = returnsOld;
    }

    private bool NeedsOld => source.Undo.Count > 0 || source.Sum is not null;

    private string Key => $"{definition.Alias}.{source.Key}";

    /// <summary>The statement. Parameters: $1 after, $2 to (keys as text), $3 backfill, $4 chunk, $5 lane, $6 epoch, $7 run,
    /// $8 cursor found, $9 whether the chunk ends, $10 keys walked, $11 claim, then the journaled columns' names. Returns matched, modified
    /// and state.</summary>
    /// <param name="definition">The UPDATE.</param>
    /// <param name="source">Its table.</param>
    /// <param name="hasAfter">Whether $1 bounds the range.</param>
    /// <param name="returnsOld">Whether the server returns what stood in a row before; else rows are locked and read first.</param>
    public static string Build(SqlBackfill definition, SourceTable source, bool hasAfter, bool returnsOld) =>
        new BatchSql(definition, source, returnsOld).Build(source.Range($"{definition.Alias}.{source.Key}", hasAfter ? "$1" : null, "$2"));

    private string Build(string range) => $"""
        WITH {Changed(range)}, lms_total AS (
        SELECT count(*) AS matched, {Totals()}
        FROM lms_changed
        )
        SELECT matched, modified, migrator.commit_batch(
            $3, $4, $5, $6, $7, $8, $2, $9, $10, $11, matched, modified, sum_before, sum_after, {Fields()}, keys, before, after)
        FROM lms_total
        """;

    private string Changed(string range) => (NeedsOld, returnsOld) switch
    {
        (false, _) => $"""
            lms_changed AS (
            {Update(range)}
            RETURNING 1
            )
            """,
        (true, true) => $"""
            lms_changed AS (
            {Update(range)}
            RETURNING WITH (OLD AS lms_old, NEW AS lms_new) lms_old.{source.Key}::text AS k{Values("lms_old", "b")}{Values("lms_new", "a")}
            )
            """,
        (true, false) => $"""
            {Locked(range)}, lms_updated AS (
            {Update($"{range} AND {Key} IN (SELECT lms_key FROM lms_locked)")}
            RETURNING {Key} AS lms_key{Values(definition.Alias, "a")}
            ), lms_changed AS (
            SELECT lms_updated.*, lms_locked.* FROM lms_updated JOIN lms_locked USING (lms_key)
            )
            """,
    };

    // The rows are locked first, so that what is read of them is what the UPDATE then finds. Where its condition may speak of other
    // tables it cannot stand here; then every row of the range is locked.
    private string Locked(string range)
    {
        var condition = UpdateShape.JoinsOthers(definition.Update) ? range : Condition(range);
        var alias = definition.Alias == definition.Source ? "" : $" AS {definition.Alias}";
        return $"""
            lms_locked AS MATERIALIZED (
            SELECT {Key} AS lms_key, {Key}::text AS k{Values(definition.Alias, "b")}
            FROM {source.Table}{alias}
            WHERE {condition}
            ORDER BY {Key} FOR UPDATE
            )
            """;
    }

    // A comment at the end of the statement or of its condition ends with the line.
    private string Update(string range) => $"""
        {definition.Update}
        WHERE {Condition(range)}
        """;

    private string Condition(string range) => $"""
        (
        {definition.Predicate}
        ) AND {range}
        """;

    private string Values(string row, string prefix)
    {
        var values = new StringBuilder();
        for (var i = 0; i < source.Undo.Count; i++)
            values.Append($", {row}.{source.Undo[i].Quoted}::text AS {prefix}{i + 1}");
        if (source.Sum is { } sum)
            values.Append($", {sum.Decimal(row)} AS s{prefix}");
        return values.ToString();
    }

    private string Totals()
    {
        var sums = source.Sum is null ? "NULL::numeric AS sum_before, NULL::numeric AS sum_after" : "coalesce(sum(sb), 0) AS sum_before, coalesce(sum(sa), 0) AS sum_after";
        if (source.Undo.Count == 0)
            return $"count(*) AS modified, {sums}, NULL::text[] AS keys, NULL::text[] AS before, NULL::text[] AS after";

        var differs = string.Join(" OR ", Numbers().Select(i => $"b{i} IS DISTINCT FROM a{i}"));
        string Collect(string column) => $"array_agg({column}) FILTER (WHERE {differs})";
        string Columns(string prefix) => string.Join(" || ", Numbers().Select(i => Collect($"{prefix}{i}")));
        return $"count(*) FILTER (WHERE {differs}) AS modified, {sums}, {Collect("k")} AS keys, {Columns("b")} AS before, {Columns("a")} AS after";
    }

    private string Fields() => source.Undo.Count == 0
        ? "NULL::text[]"
        : $"ARRAY[{string.Join(", ", Numbers().Select(i => $"${11 + i}"))}]";

    private IEnumerable<int> Numbers() => Enumerable.Range(1, source.Undo.Count);
}
