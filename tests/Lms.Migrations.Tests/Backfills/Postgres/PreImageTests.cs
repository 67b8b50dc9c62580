using Lms.Migrations.Backfills;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Backfills.Postgres;

/// <summary>The journal holds exactly what stood there when the row was changed, by both ways to learn it.</summary>
public sealed class PreImageTests(PostgresServer server) : EngineTest(server)
{
    public static TheoryData<string, string, string> Types
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (type, before, after) in new[]
            {
                ("numeric", "1.500", "1.5"), ("numeric(20,6)", "0.000001", "123456.789"), ("numeric", "'NaN'", "0"),
                ("double precision", "0.1::float8 + 0.2", "'-Infinity'"), ("real", "1::real / 3", "0"),
                ("timestamptz", "'2026-10-25 02:30:00.123456+02'", "'infinity'"), ("timestamp", "'2026-10-25 02:30:00.000001'", "NULL"),
                ("json", "'{\"a\" : 1,  \"a\": 2}'", "'{}'"), ("jsonb", "'{\"a\": [1, null]}'", "'null'"),
                ("text[]", "ARRAY['a,b', NULL, 'NULL', '\"', '']", "'{}'"), ("int[]", "'[0:1]={7,8}'", "NULL"),
                ("text", "E'tab\\t\\nline \\\\N'", "''"), ("text", "NULL", "''"), ("bytea", "'\\x00ff5c'", "NULL"),
                ("interval", "'-1 mon +3 days 04:05:06.000007'", "'0'"), ("char(5)", "'a'", "'b'"), ("boolean", "false", "true"), ("xid8", "'7'", "'8'"),
            })
            {
                data.Add(type, before, after);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Every_value_is_restored_bit_for_bit(string type, string before, string after)
    {
        foreach (var locksFirst in new[] { false, true })
        {
            await Database.ExecuteAsync($"""
                DROP TABLE IF EXISTS t;
                CREATE TABLE t (id int PRIMARY KEY, v {type});
                INSERT INTO t SELECT i, {before} FROM generate_series(1, 10) i;
                """, Token);
            var original = await FingerprintAsync();
            var work = await FillInAsync(after, locksFirst);
            Assert.NotEqual(original, await FingerprintAsync());
            // Who undoes may see the world with other settings.
            await Database.ExecuteAsync($"""
                ALTER DATABASE "{Database.Name}" SET timezone = '{(locksFirst ? "Asia/Kathmandu" : "America/New_York")}'
                """, Token);

            await using var store = await StoreUnderTest.OpenAsync(Target, Token);
            Assert.Equal((10, 0), await store.UndoAsync(work));
            Assert.Equal(original, await FingerprintAsync());
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Only_rows_that_changed_are_journaled_and_others_still_count_as_matched(bool locksFirst)
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, i % 4 FROM generate_series(1, 40) i", Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token, locksFirst);

        var work = await store.RunAsync(new SqlBackfill("t", "id", ["v"], "v", null, "t", "UPDATE t SET v = 3", "true"), batch: 7);

        var status = await store.StatusAsync(work);
        Assert.Equal((40, 30, "60", "120"), (status.Matched, status.Modified, status.SumBefore, status.SumAfter));
        Assert.Equal(30, await Database.ScalarAsync<long>("SELECT sum(cardinality(keys)) FROM migrator.undo", Token));
        Assert.Null(await store.Store.ReconcileAsync(work, Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_another_transaction_commits_while_the_batch_waits_for_it_is_the_pre_image(bool locksFirst)
    {
        await Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, 10 FROM generate_series(1, 40) i", Token);
        await using var store = await StoreUnderTest.OpenAsync(Target, Token, locksFirst);
        var work = await store.BeginAsync(new SqlBackfill("t", "id", ["v"], "v", null, "t", "UPDATE t SET v = v * 2", "v > 0"));
        await store.PlanAsync(work, 100);
        var chunk = await store.ClaimAsync(work);
        await using var writer = await Database.OpenAsync(Token);
        // One row that still matches then, one that does not, and one that is gone.
        await RunAsync(writer, "BEGIN; UPDATE t SET v = 7 WHERE id = 5; UPDATE t SET v = 0 WHERE id = 6; DELETE FROM t WHERE id = 7");

        var batch = store.RunBatchAsync(work, chunk, 100);
        await Task.WhenAny(batch, WaitUntilAsync(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'lms' AND datname = current_database()"));
        Assert.False(batch.IsCompleted);
        await RunAsync(writer, "COMMIT");

        Assert.Equal(38, (await batch).Matched);
        Assert.Equal("7|14", Assert.Single(await Database.RowsAsync("""
            SELECT b, a FROM migrator.undo u, unnest(u.keys, u.before, u.after) AS e (k, b, a) WHERE k = '5'
            """, Token)));
        Assert.Equal(("377", "754"), ((await store.StatusAsync(work)).SumBefore, (await store.StatusAsync(work)).SumAfter));
        Assert.Equal("0", Assert.Single(await Database.RowsAsync("SELECT v FROM t WHERE id = 6", Token)));
        Assert.Equal((38, 0), await store.UndoAsync(work));
        Assert.Equal(7, await Database.ScalarAsync<int>("SELECT v FROM t WHERE id = 5", Token));
    }

    private async Task<BackfillWork> FillInAsync(string value, bool locksFirst)
    {
        await using var store = await StoreUnderTest.OpenAsync(Target, Token, locksFirst);
        var work = await store.RunAsync(new SqlBackfill("t", "id", ["v"], null, null, "t", $"UPDATE t SET v = {value}", "true"), batch: 4);
        Assert.Equal(10, (await store.StatusAsync(work)).Modified);
        return work;
    }

    private Task<IReadOnlyList<string>> FingerprintAsync() => Database.RowsAsync(
        "SET timezone = 'UTC'; SET extra_float_digits = 1; SELECT id, v IS NULL, v::text FROM t ORDER BY id", Token);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
