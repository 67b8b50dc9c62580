using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>Keys of every kind that can be walked, names that must be quoted, and statements of every shape.</summary>
public sealed class KeyTests(PostgresServer server) : EngineTest(server)
{
    private const int Rows = 500;

    public static TheoryData<string, string> KeyTypes => new()
    {
        { "bigint", "i * 7 - 1000" },
        { "numeric(12,4)", "i / 8.0 - 20" },
        { "double precision", "i / 3.0 - 50" },
        { "uuid", "md5(i::text)::uuid" },
        { "text", "chr(60 + i % 60) || ' ''\\' || i" },
        { "text COLLATE \"en-x-icu\"", "CASE i % 2 WHEN 0 THEN 'Ä' ELSE 'b' END || i" },
        { "varchar(9)", "'k' || i" },
        { "char(6)", "'k' || i" },
        { "timestamptz", "timestamptz '2026-03-29 00:30 Europe/Berlin' + i * interval '7.000001 minutes'" },
        { "date", "date '0044-03-15 BC' + i" },
        { "bytea", "decode(md5(i::text), 'hex')" },
        { "inet", "inet '10.0.0.0' + i" },
    };

    [Theory, MemberData(nameof(KeyTypes))]
    public async Task A_key_of_any_ordered_type_is_walked_once_from_end_to_end(string type, string value)
    {
        // As a database may be set up, whose text forms are neither short nor unambiguous.
        await Database.ExecuteAsync($"""
            ALTER DATABASE "{Database.Name}" SET datestyle = 'SQL, DMY';
            ALTER DATABASE "{Database.Name}" SET timezone = 'Europe/Berlin';
            ALTER DATABASE "{Database.Name}" SET extra_float_digits = -5;
            ALTER DATABASE "{Database.Name}" SET bytea_output = 'escape';
            CREATE TABLE t (k {type} PRIMARY KEY, n int NOT NULL DEFAULT 0);
            INSERT INTO t SELECT {value} FROM generate_series(1, {Rows}) i;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);

        var work = await store.RunAsync(Counting("t", "k", "t"), chunk: 90, batch: 40);

        Assert.Equal($"{Rows}|1|1", Assert.Single(await Database.RowsAsync("SELECT count(*), min(n), max(n) FROM t", Token)));
        Assert.Equal(Rows, (await store.StatusAsync(work)).Processed);
        Assert.Equal((Rows, 0), await store.UndoAsync(work));
        Assert.Equal(0, await Database.ScalarAsync<int>("SELECT max(n) FROM t", Token));
    }

    [Fact]
    public async Task Names_that_must_be_quoted_are()
    {
        await Database.ExecuteAsync(""""
            CREATE SCHEMA "My ""App""";
            CREATE TABLE "My ""App"""."Order" ("User" int PRIMARY KEY, "the ""sum""" int NOT NULL DEFAULT 0, "SELECT" text);
            INSERT INTO "My ""App"""."Order" SELECT i FROM generate_series(1, 50) i;
            """", Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);
        var definition = new SqlBackfill(
            "\"My \"\"App\"\"\".\"Order\"", "User", ["the \"sum\"", "SELECT"], "the \"sum\"", null, "\"Order\"",
            "UPDATE \"My \"\"App\"\"\".\"Order\" SET \"the \"\"sum\"\"\" = \"User\" + 1, \"SELECT\" = 'x'", "true");

        var work = await store.RunAsync(definition, chunk: 20, batch: 7);

        Assert.Equal(50, (await store.StatusAsync(work)).Modified);
        Assert.Equal("1325", (await store.StatusAsync(work)).SumAfter);
        Assert.Equal((50, 0), await store.UndoAsync(work));
        Assert.Equal("0|0|50", Assert.Single(await Database.RowsAsync(
            "SELECT min(\"the \"\"sum\"\"\"), max(\"the \"\"sum\"\"\"), count(*) FILTER (WHERE \"SELECT\" IS NULL) FROM \"My \"\"App\"\"\".\"Order\"", Token)));
    }

    [Fact]
    public async Task A_partitioned_table_is_walked_as_one()
    {
        await Database.ExecuteAsync("""
            CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0) PARTITION BY HASH (id);
            CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            INSERT INTO t SELECT i FROM generate_series(1, 300) i;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token);

        var work = await store.RunAsync(Counting("t", "id", "t"), chunk: 70, batch: 20);

        Assert.Equal("300|1|1", Assert.Single(await Database.RowsAsync("SELECT count(*), min(n), max(n) FROM t", Token)));
        Assert.Equal((300, 0), await store.UndoAsync(work));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Conditions_with_OR_comments_and_strings_are_narrowed_as_a_whole(bool locksFirst)
    {
        await Database.ExecuteAsync("""
            CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, s text);
            INSERT INTO t SELECT i, 0, CASE i % 3 WHEN 0 THEN '-- )' END FROM generate_series(1, 90) i;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token, locksFirst);
        var definition = new SqlBackfill(
            "t", "id", ["n"], null, null, "x", "UPDATE t AS x SET n = n + 1 -- all of them\n", "x.s = '-- )' OR id % 3 = 1 /* ) */ -- OR true");

        var work = await store.RunAsync(definition, chunk: 40, batch: 9);

        Assert.Equal("60|1", Assert.Single(await Database.RowsAsync("SELECT count(*), max(n) FROM t WHERE n > 0", Token)));
        Assert.Equal((60, 60), ((await store.StatusAsync(work)).Matched, (await store.StatusAsync(work)).Modified));
        Assert.Equal((60, 0), await store.UndoAsync(work));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Values_may_come_from_other_tables(bool locksFirst)
    {
        await Database.ExecuteAsync("""
            CREATE TABLE rates (country text, rate numeric);
            INSERT INTO rates VALUES ('DE', 0.19), ('FR', 0.20);
            CREATE TABLE t (id int PRIMARY KEY, country text, tax numeric);
            INSERT INTO t SELECT i, (ARRAY['DE', 'FR', 'XX'])[1 + i % 3] FROM generate_series(1, 90) i;
            """, Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token, locksFirst);
        var definition = new SqlBackfill(
            "t", "id", ["tax"], "tax", null, "t", "UPDATE t SET tax = r.rate FROM rates r", "r.country = t.country AND r.rate IS DISTINCT FROM t.tax");

        var work = await store.RunAsync(definition, chunk: 40, batch: 9);

        var status = await store.StatusAsync(work);
        Assert.Equal((90, 60, "0", "11.70"), (status.Processed, status.Matched, status.SumBefore, status.SumAfter));
        Assert.Equal(30, await Database.ScalarAsync<long>("SELECT count(*) FROM t WHERE tax = 0.19", Token));
        Assert.Equal((60, 0), await store.UndoAsync(work));
    }

    private static SqlBackfill Counting(string table, string key, string alias) =>
        new(table, key, ["n"], null, null, alias, $"UPDATE {table} SET n = n + 1", "true");
}
