namespace Lms.Benchmarks.Workloads;

/// <summary>What a schema's history looks like after years: tables, then columns, indexes and small data changes to them.</summary>
internal static class GrowingSchema
{
    public static Workload Create(int count)
    {
        // Per cycle of four: a table, a column (no relation), an index and a row; a table brings its primary key's index.
        var tables = (count + 3) / 4;
        var indexes = (count + 1) / 4;
        return new Workload(
            Key: $"apply-{count}",
            Migrations: [.. Enumerable.Range(0, count).Select(Migration)],
            Prerequisite: "",
            EffectQuery: """
                SELECT count(*) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'item\_%' AND relkind IN ('r', 'i')
                """,
            ExpectedEffect: tables * 2 + indexes);
    }

    private static GeneratedMigration Migration(int number)
    {
        var version = $"20260101{number + 1:D6}";
        var table = $"item_{number / 4:D4}";
        return (number % 4) switch
        {
            0 => new(
                version,
                $"create_{table}",
                $"""
                CREATE TABLE {table} (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    title varchar(200) NOT NULL,
                    price numeric(10, 2) NOT NULL DEFAULT 0 CHECK (price >= 0),
                    created_at timestamptz NOT NULL DEFAULT now()
                );
                """,
                $"DROP TABLE {table};"),
            1 => new(
                version,
                $"add_status_to_{table}",
                $"ALTER TABLE {table} ADD COLUMN status varchar(20) NOT NULL DEFAULT 'draft';",
                $"ALTER TABLE {table} DROP COLUMN status;"),
            2 => new(
                version,
                $"index_status_of_{table}",
                $"CREATE INDEX {table}_status ON {table} (status, created_at);",
                $"DROP INDEX {table}_status;"),
            _ => new(
                version,
                $"fill_{table}",
                $"INSERT INTO {table} (title, price) SELECT 'Item ' || n, n FROM generate_series(1, 5) AS n;",
                $"DELETE FROM {table};"),
        };
    }
}
