using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Migrations.Postgres;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.History;

/// <summary>The indexes of <c>migrator.history</c>: that questions use them, and how older databases come by them.</summary>
public sealed class HistoryIndexTests(PostgresServer server) : EngineTest(server)
{
    private const string Indexes = "history_actor|history_kind|history_run|history_unsuccessful|history_version";

    private const string DropIndexes = """
        DROP INDEX migrator.history_actor, migrator.history_kind, migrator.history_run, migrator.history_unsuccessful, migrator.history_version;
        DELETE FROM migrator.format WHERE version = 3;
        """;

    public static TheoryData<HistoryQuery, string> Questions => new()
    {
        { new HistoryQuery(), "history_pkey" },
        { new HistoryQuery { Before = 5_000, Limit = 1_000 }, "history_pkey" },
        { new HistoryQuery { RunId = Guid.Parse("00000000-0000-0000-0000-000000000007") }, "history_run" },
        { new HistoryQuery { Version = MigrationVersion.Parse("3") }, "history_version" },
        { new HistoryQuery { Actor = "ada" }, "history_actor" },
        { new HistoryQuery { Actor = "nobody", Before = 9_000 }, "history_actor" },
        { new HistoryQuery { Kinds = [HistoryEventKind.Seeded] }, "history_kind" },
        { new HistoryQuery { Kinds = [HistoryEventKind.Seeded, HistoryEventKind.Marked] }, "history_kind" },
        { new HistoryQuery { Outcome = HistoryOutcome.Failed }, "history_unsuccessful" },
        { new HistoryQuery { RunId = Guid.Parse("00000000-0000-0000-0000-000000000007"), Actor = "ada", Text = "x" }, "history_run" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_question_reads_the_index_that_leads_to_its_answer(HistoryQuery query, string index)
    {
        await FillAsync(30_000);

        var plan = await ExplainAsync(query);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        if (index != "history_pkey")
            Assert.DoesNotContain("history_pkey", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happened_long_ago_is_found_without_reading_what_happened_since()
    {
        await FillAsync(30_000);

        // An eighth of all events are ada's, so that the server expects to meet one soon; but whoever walks back meets 15,000 of bob's first.
        var plan = await ExplainAsync(new HistoryQuery { Actor = "ada" }, "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)");

        Assert.DoesNotContain("Rows Removed by Filter", plan, StringComparison.Ordinal);
        Assert.Contains("rows=51", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_an_engine_that_knew_no_indexes_gets_them_at_its_next_run()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Assert.Equal(Indexes, await IndexesAsync());
        await Database.ExecuteAsync(DropIndexes, Token);

        await MigrateAsync();
        Assert.Equal("", await IndexesAsync());

        Catalog.WithTable("2", "two");
        await MigrateAsync();

        Assert.Equal(Indexes, await IndexesAsync());
        Assert.Equal(["2", "3"], await Database.RowsAsync("SELECT version FROM migrator.format ORDER BY version", Token));
    }

    [Fact]
    public async Task A_run_does_without_them_while_the_history_is_in_use()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        await Database.ExecuteAsync(DropIndexes, Token);
        await using (var writer = await Database.OpenAsync(Token))
        {
            await using var append = new NpgsqlCommand("BEGIN; LOCK TABLE migrator.history IN ROW EXCLUSIVE MODE", writer);
            await append.ExecuteNonQueryAsync(Token);

            Catalog.WithTable("2", "two");
            await MigrateAsync(new MigrationRunnerOptions { LockTimeout = TimeSpan.FromMilliseconds(100) });

            Assert.True(await TableExistsAsync("two"));
            Assert.Equal("", await IndexesAsync());
        }

        Catalog.WithTable("3", "three");
        await MigrateAsync();
        Assert.Equal(Indexes, await IndexesAsync());
    }

    [Fact]
    public async Task A_role_that_does_not_own_the_history_runs_without_them()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        var role = $"app_{Database.Name}";
        await Database.ExecuteAsync($"""
            {DropIndexes}
            CREATE ROLE "{role}" LOGIN PASSWORD 'app-pw';
            GRANT CREATE, USAGE ON SCHEMA public TO "{role}";
            GRANT USAGE ON SCHEMA migrator TO "{role}";
            GRANT ALL ON ALL TABLES IN SCHEMA migrator, public TO "{role}";
            GRANT ALL ON ALL SEQUENCES IN SCHEMA migrator TO "{role}";
            """, Token);
        var connection = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "app-pw" }.ConnectionString;

        Catalog.WithTable("2", "two");
        await new MigrationRunner(Target with { ConnectionString = connection }).RunPendingMigrationsAsync(Token);

        Assert.True(await TableExistsAsync("two"));
        Assert.Equal("", await IndexesAsync());
    }

    /// <summary>A history whose older half is of four actors, versions and kinds by turns, and half of it failed; the newer half is bob's
    /// alone and went well. Every ten events are a run.</summary>
    private async Task FillAsync(int events)
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        await Database.ExecuteAsync($"""
            INSERT INTO migrator.history (kind, outcome, version, name, run_id, actor, host, tool_version)
            SELECT CASE WHEN old THEN (ARRAY['seeded', 'marked', 'started', 'backfill'])[1 + i % 4] ELSE 'migrated' END,
                   CASE WHEN old AND i % 2 = 0 THEN 'failed' ELSE 'succeeded' END,
                   CASE WHEN old THEN '00' || (3 + i % 4) ELSE '009' END, 'n', lpad((i / 10)::text, 32, '0')::uuid,
                   CASE WHEN old THEN (ARRAY['ada', 'carol', 'dan', 'eve'])[1 + i % 4] ELSE 'bob' END, 'h', '1'
            FROM generate_series(1, {events}) i, LATERAL (SELECT i <= {events / 2} AS old) age;
            ANALYZE migrator.history;
            """, Token);
    }

    private async Task<string> ExplainAsync(HistoryQuery query, string explain = "EXPLAIN (COSTS OFF)")
    {
        await using var connection = await Database.OpenAsync(Token);
        await using var command = HistorySelection.CommandFor(query, connection);
        command.CommandText = $"{explain} {command.CommandText}";
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }

    private async Task<string> IndexesAsync() => string.Join('|', await Database.RowsAsync(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'migrator' AND tablename = 'history' AND indexname <> 'history_pkey' ORDER BY 1", Token));
}
