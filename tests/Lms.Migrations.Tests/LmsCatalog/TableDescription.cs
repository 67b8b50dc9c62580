using Lms.Testing;

namespace Lms.Migrations.Tests.LmsCatalog;

/// <summary>Tells from the server's own catalogue what a table is made of, a line for each part.</summary>
internal static class TableDescription
{
    private const string ColumnsSql = """
        SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation NOT IN (0, t.typcollation) THEN ' collate ' || c.collname ELSE '' END
            || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            || CASE WHEN a.attidentity = 'a' THEN ' generated always as identity' ELSE '' END
            || CASE WHEN a.attgenerated = 's' THEN ' stored' ELSE coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') END
        FROM pg_attribute AS a
        JOIN pg_type AS t ON t.oid = a.atttypid
        LEFT JOIN pg_collation AS c ON c.oid = a.attcollation
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = ':table'::regclass AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    private const string KeysSql = """
        SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = ':table'::regclass AND contype IN ('p', 'u', 'f') ORDER BY conname
        """;

    private const string ChecksSql = "SELECT conname FROM pg_constraint WHERE conrelid = ':table'::regclass AND contype = 'c' ORDER BY conname";

    // Those of constraints are described with the keys.
    private const string IndexesSql = """
        SELECT c.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
            || ' ' || substring(pg_get_indexdef(c.oid) FROM ' USING (.*)$')
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid = ':table'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)
        ORDER BY c.relname
        """;

    public static Task<IReadOnlyList<string>> ColumnsAsync(TestDatabase database, string table, CancellationToken cancellationToken) =>
        database.RowsAsync(Of(ColumnsSql, table), cancellationToken);

    public static Task<IReadOnlyList<string>> KeysAsync(TestDatabase database, string table, CancellationToken cancellationToken) =>
        database.RowsAsync(Of(KeysSql, table), cancellationToken);

    public static Task<IReadOnlyList<string>> ChecksAsync(TestDatabase database, string table, CancellationToken cancellationToken) =>
        database.RowsAsync(Of(ChecksSql, table), cancellationToken);

    public static Task<IReadOnlyList<string>> IndexesAsync(TestDatabase database, string table, CancellationToken cancellationToken) =>
        database.RowsAsync(Of(IndexesSql, table), cancellationToken);

    private static string Of(string sql, string table) => sql.Replace(":table", table, StringComparison.Ordinal);
}
