using Npgsql;

namespace Lms.Migrations.Postgres.Backfills;

/// <summary>A stretch of keys, in order.</summary>
/// <param name="Last">The greatest of them; null when there is none.</param>
/// <param name="Count">How many.</param>
/// <param name="IsFull">Whether there are as many as were asked for, so that more may follow.</param>
internal sealed record KeyPage(string? Last, long Count, bool IsFull);

/// <summary>Walks the key of a table in the order of its index, without touching its rows where the server need not.</summary>
internal static class KeyWalk
{
    /// <summary>The key with which a page of so many ends; no row where fewer are left.</summary>
    public static NpgsqlBatchCommand EndOfPage(SourceTable source, string? after, string? to, long size) => new($"""
        SELECT {Key(source)}::text FROM {source.Table} AS lms_row
        WHERE {Range(source, after, to)} ORDER BY {Key(source)} OFFSET $3 LIMIT 1
        """)
    {
        Parameters = { PostgresParameter.Text(after), PostgresParameter.Text(to), new() { Value = size - 1 } },
    };

    /// <summary>How many keys there are in a range, and the last of them.</summary>
    public static NpgsqlBatchCommand Rest(SourceTable source, string? after, string? to) => new($"""
        SELECT count(*), (
            SELECT {Key(source)}::text FROM {source.Table} AS lms_row WHERE {Range(source, after, to)} ORDER BY {Key(source)} DESC LIMIT 1)
        FROM {source.Table} AS lms_row WHERE {Range(source, after, to)}
        """)
    {
        Parameters = { PostgresParameter.Text(after), PostgresParameter.Text(to) },
    };

    /// <summary>The next so many keys of a range, or as many as there are.</summary>
    public static async Task<KeyPage> PageAsync(
        NpgsqlConnection connection, TimeBounds bounds, SourceTable source, string? after, string? to, int size,
        CancellationToken cancellationToken)
    {
        await using var page = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(bounds), BackfillTransaction.WalkInOrder, EndOfPage(source, after, to, size));
        var last = await BackfillTransaction.ReadAsync(page, skip: 2, reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return last is null
            ? await RestAsync(connection, bounds, source, after, to, cancellationToken).ConfigureAwait(false)
            : new KeyPage(last, size, IsFull: true);
    }

    /// <summary>All keys of a range.</summary>
    public static async Task<KeyPage> RestAsync(
        NpgsqlConnection connection, TimeBounds bounds, SourceTable source, string? after, string? to, CancellationToken cancellationToken)
    {
        await using var rest = BackfillTransaction.Of(
            connection, BackfillTransaction.SetBounds(bounds), BackfillTransaction.WalkInOrder, Rest(source, after, to));
        return await BackfillTransaction.ReadAsync(
            rest, skip: 2,
            reader => new KeyPage(reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(0), IsFull: false),
            cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("A count without a row.");
    }

    // With its table, for ORDER BY takes a bare name for that of the result, which is text.
    private static string Key(SourceTable source) => $"lms_row.{source.Key}";

    private static string Range(SourceTable source, string? after, string? to) =>
        source.Range(Key(source), after is null ? null : "$1", to is null ? null : "$2");
}
