using Lms.Testing;
using Npgsql;

namespace Lms.Cli.Tests.Commands;

/// <summary>Each row of what bad input gets: its exit code, its coordinates, and a database left as it was.</summary>
public sealed class BadInputTests(PostgresServer server) : CliTest(server)
{
    [Theory]
    [InlineData("-- migrate:up lock_timeuot:2s\nSELECT 1;\n", 1)]
    [InlineData("-- migrate:upp\nSELECT 1;\n", 1)]
    [InlineData("-- migrate:up\n", 1)]
    [InlineData("-- migrate:up\nSELECT 1;\nSELECT 'never closed;\n", 3)]
    [InlineData("-- migrate:up\nSELECT $body$ never closed;\n", 2)]
    public async Task A_faulty_file_exits_2_with_file_and_line_and_touches_nothing(string content, int line)
    {
        Catalog.WithTable("001", "one");
        var file = Catalog.Write("002-faulty.sql", content);

        var result = await RunAsync("migrate");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{file}:{line}: ", result.Error, StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task Every_fault_of_every_file_is_told_at_once()
    {
        var first = Catalog.Write("001-a.sql", "-- migrate:up\n");
        var second = Catalog.Write("1-b.sql", "-- migrate:up\nSELECT 1;\n");

        var result = await RunJsonAsync("migrate");

        Assert.Equal((2, "catalog"), (result.ExitCode, result.Failure.GetProperty("kind").GetString()));
        var files = result.Failure.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("file").GetString());
        Assert.Equal([first, second], files.Order(StringComparer.Ordinal));
        Assert.True(await IsUntouchedAsync());
    }

    [Theory]
    [InlineData("unreachable", "Port", "1")]
    [InlineData("authenticationFailed", "Password", "wrong-pw-7")]
    [InlineData("databaseMissing", "Database", "no_such_database")]
    public async Task A_server_that_cannot_be_used_exits_3_and_says_which_of_the_reasons(string cause, string keyword, string value)
    {
        WriteConfiguration(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { [keyword] = value }.ConnectionString);
        Catalog.WithTable("001", "one");

        var human = await RunAsync("migrate");
        var json = await RunJsonAsync("status");

        Assert.Equal((3, 3), (human.ExitCode, json.ExitCode));
        Assert.Equal(("unavailable", cause), (json.Failure.GetProperty("kind").GetString(), json.Failure.GetProperty("cause").GetString()));
        Assert.NotEmpty(json.Failure.GetProperty("wayOut").GetString()!);
        Assert.Contains("→ ", human.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pw-7", human.All + json.All, StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task A_role_without_the_right_to_create_exits_3()
    {
        var role = $"reader_{Database.Name}";
        await Database.ExecuteAsync($"CREATE ROLE \"{role}\" LOGIN PASSWORD 'reader-pw'; REVOKE CREATE ON SCHEMA public FROM PUBLIC", Token);
        WriteConfiguration(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "reader-pw" }.ConnectionString);
        Catalog.WithTable("001", "one");

        var result = await RunJsonAsync("migrate");

        Assert.Equal((3, "rightsMissing"), (result.ExitCode, result.Failure.GetProperty("cause").GetString()));
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task An_error_in_statement_3_of_5_exits_1_with_coordinates_and_leaves_nothing()
    {
        var file = Catalog.Write("001-broken.sql", """
            -- migrate:up
            CREATE TABLE a (id int);
            CREATE TABLE b (id int, name text);
            SELECT
                nmae FROM b;
            CREATE TABLE c (id int);
            CREATE TABLE d (id int);
            """);

        var human = await RunAsync("migrate");
        var failure = (await RunJsonAsync("migrate")).Failure;

        Assert.Equal(1, human.ExitCode);
        Assert.Contains($"{file}:5", human.Error, StringComparison.Ordinal);
        Assert.Contains(">    5 │     nmae FROM b;", human.Error, StringComparison.Ordinal);
        Assert.Contains("42703", human.Error, StringComparison.Ordinal);
        Assert.Contains("Hint", human.Error, StringComparison.Ordinal);
        Assert.Equal(("42703", 3, file), (failure.GetProperty("sqlState").GetString(), failure.GetProperty("statementNumber").GetInt32(), failure.GetProperty("file").GetString()));
        Assert.Contains("b.name", failure.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.False(await ExistsAsync("a"));
    }

    [Fact]
    public async Task An_edited_applied_migration_exits_5_but_comments_and_spaces_do_not_count()
    {
        Catalog.WithTable("001", "one");
        await RunWellAsync("migrate");
        Catalog.Write("001-create-one.sql", "-- Said differently.\n\n-- migrate:up\n  CREATE TABLE one\n    (id int PRIMARY KEY);  -- why\n-- migrate:down\nDROP TABLE one;\n");
        await RunWellAsync("migrate");

        Catalog.Write("001-create-one.sql", "-- migrate:up\nCREATE TABLE one (id bigint PRIMARY KEY);\n-- migrate:down\nDROP TABLE one;\n");
        Catalog.WithTable("002", "two");
        var human = await RunAsync("migrate");
        var json = await RunJsonAsync("migrate");

        Assert.Equal((5, 5), (human.ExitCode, json.ExitCode));
        Assert.Equal("drift", json.Failure.GetProperty("refusals")[0].GetProperty("kind").GetString());
        Assert.Contains("001", human.Error, StringComparison.Ordinal);
        Assert.Equal(5, (await RunAsync("validate")).ExitCode);
        Assert.Equal(5, (await RunAsync("plan")).ExitCode);
        Assert.False(await ExistsAsync("two"));
    }

    [Fact]
    public async Task A_missing_file_is_shown_as_missing_and_stops_only_a_rollback_through_it()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await RunWellAsync("migrate");
        Catalog.Delete("001-create-one.sql");
        Catalog.WithTable("003", "three");

        await RunWellAsync("migrate");
        var status = await RunJsonAsync("status");
        var rollback = await RunAsync("rollback", "--all", "--yes");

        Assert.Equal("missing", status.First.GetProperty("migrations")[0].GetProperty("state").GetString());
        Assert.Equal(5, rollback.ExitCode);
        Assert.True(await ExistsAsync("three"));
    }

    [Fact]
    public async Task A_rollback_through_an_irreversible_migration_exits_5_before_anything_is_undone()
    {
        Catalog.With("001-for-good.sql", "-- migrate:up\nCREATE TABLE good (id int);\n").WithTable("002", "two");
        await RunWellAsync("migrate");

        var result = await RunJsonAsync("rollback", "--steps", "2");

        Assert.Equal((5, "refused"), (result.ExitCode, result.Failure.GetProperty("kind").GetString()));
        Assert.Equal("irreversible", result.Failure.GetProperty("refusals")[0].GetProperty("kind").GetString());
        Assert.True(await ExistsAsync("two"));
    }

    [Fact]
    public async Task A_late_migration_exits_5_unless_it_is_allowed()
    {
        Catalog.WithTable("002", "two");
        await RunWellAsync("migrate");
        Catalog.WithTable("001", "one");

        Assert.Equal(5, (await RunAsync("migrate")).ExitCode);
        await RunWellAsync("migrate", "--out-of-order");

        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_violated_constraint_exits_1_naming_constraint_key_and_table()
    {
        Catalog.With("001-rows.sql", """
            -- migrate:up
            CREATE TABLE rows (id int CONSTRAINT rows_key UNIQUE);
            INSERT INTO rows VALUES (7), (7);
            """);

        var result = await RunAsync("migrate");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("rows_key", result.Error, StringComparison.Ordinal);
        Assert.Contains("(id)=(7)", result.Error, StringComparison.Ordinal);
        Assert.Contains("public.rows", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate", "--to", "abc")]
    [InlineData("migrate", "--to", "99")]
    [InlineData("rollback", "--steps", "0")]
    [InlineData("rollback", "--steps", "1", "--all")]
    [InlineData("history", "--limit", "none")]
    [InlineData("seed", "--scale", "0")]
    [InlineData("status", "--database", "elsewhere")]
    [InlineData("status", "--output", "xml")]
    [InlineData("status", "--connection", "postgres://localhost/x")]
    [InlineData("mark", "001", "perhaps", "--reason", "x")]
    [InlineData("no-such-command")]
    public async Task A_wrong_command_line_exits_2_and_touches_nothing(params string[] arguments)
    {
        Catalog.WithTable("001", "one");

        var result = await RunAsync(arguments);

        Assert.True(result.ExitCode == 2, result.All);
        Assert.StartsWith("✗ ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
        Assert.True(await IsUntouchedAsync());
    }
}
