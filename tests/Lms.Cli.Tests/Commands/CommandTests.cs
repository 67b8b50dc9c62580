using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

public sealed class CommandTests(PostgresServer server) : CliTest(server)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Catalog.WithTable("001", "one").WithTable("002", "two");
    }

    [Fact]
    public async Task Status_before_the_first_run_shows_everything_as_pending_and_creates_nothing()
    {
        var result = await RunWellAsync("status");

        Assert.Contains("○ pending  001      create-one", result.Out, StringComparison.Ordinal);
        Assert.Contains("0 applied, 2 pending, 0 failed", result.Out, StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task Migrate_applies_and_says_so_and_a_second_run_has_nothing_to_do()
    {
        var first = await RunWellAsync("migrate");
        var second = await RunWellAsync("migrate");

        Assert.Contains("main: 2 migrations applied", first.Out, StringComparison.Ordinal);
        Assert.Contains("✓ 002-create-two", first.Error, StringComparison.Ordinal);
        Assert.Contains("main: up to date, nothing to apply", second.Out, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("two"));
    }

    [Fact]
    public async Task Migrate_to_a_version_stops_there()
    {
        await RunWellAsync("migrate", "--to", "1");

        Assert.True(await ExistsAsync("one"));
        Assert.False(await ExistsAsync("two"));
    }

    [Theory]
    [InlineData("migrate", "--dry-run")]
    [InlineData("plan")]
    public async Task A_plan_shows_SQL_mode_and_timeouts_and_changes_nothing(params string[] arguments)
    {
        var result = await RunWellAsync(arguments);

        Assert.Contains("CREATE TABLE two (id int PRIMARY KEY);", result.Out, StringComparison.Ordinal);
        Assert.Contains("one transaction · lock timeout 200ms · no statement timeout · reversible", result.Out, StringComparison.Ordinal);
        Assert.True(await IsUntouchedAsync());
    }

    [Fact]
    public async Task Rollback_undoes_the_last_and_rollbackAll_the_rest()
    {
        await RunWellAsync("migrate");

        await RunWellAsync("rollback");
        Assert.Equal((true, false), (await ExistsAsync("one"), await ExistsAsync("two")));

        await RunWellAsync("rollbackAll", "--yes");
        Assert.False(await ExistsAsync("one"));
    }

    [Theory]
    [InlineData("rollback", "--steps", "2")]
    [InlineData("rollback", "--all", "--yes")]
    public async Task Rollback_undoes_as_much_as_was_asked_for(params string[] arguments)
    {
        await RunWellAsync("migrate");

        await RunWellAsync(arguments);

        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task Rollback_to_a_version_keeps_that_version()
    {
        await RunWellAsync("migrate");

        await RunWellAsync("rollback", "--to", "001-create-one");

        Assert.Equal((true, false), (await ExistsAsync("one"), await ExistsAsync("two")));
    }

    [Fact]
    public async Task Rolling_everything_back_without_a_terminal_needs_yes()
    {
        await RunWellAsync("migrate");

        var result = await RunAsync("rollback", "--all");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task History_shows_who_did_what_and_why_with_rollbacks()
    {
        await RunWellAsync("migrate", "--actor", "alice", "--reason", "release 12");
        await RunWellAsync("rollback", "--actor", "bob");

        var lines = (await RunWellAsync("history")).Out.Split('\n');

        Assert.Contains(lines, line => line.Contains("✓ rollback  002-create-two", StringComparison.Ordinal) && line.Contains("bob@", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("alice@", StringComparison.Ordinal) && line.EndsWith("release 12", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_check_tells_a_script_whether_everything_is_applied()
    {
        Assert.Equal(6, (await RunAsync("status", "--check")).ExitCode);
        await RunWellAsync("migrate");
        Assert.Equal(0, (await RunAsync("status", "--check")).ExitCode);
    }

    [Fact]
    public async Task Baseline_adopts_without_running()
    {
        await Database.ExecuteAsync("CREATE TABLE one (id int)", Token);

        await RunWellAsync("baseline", "--to", "001");
        await RunWellAsync("migrate");

        Assert.True(await ExistsAsync("two"));
    }

    [Fact]
    public async Task Mark_needs_a_reason_and_keeps_it()
    {
        var refused = await RunAsync("mark", "001", "applied");
        await RunWellAsync("mark", "001", "applied", "--reason", "made by hand");

        Assert.Equal(2, refused.ExitCode);
        Assert.False(await ExistsAsync("one"));
        Assert.Contains("made by hand", (await RunWellAsync("history")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_explains_and_clears_a_failed_entry()
    {
        Catalog.With("003-broken.sql", "-- migrate:up\nSELECT no_such_column;\n");
        Assert.Equal(1, (await RunAsync("migrate")).ExitCode);

        var unanswered = await RunAsync("repair");
        var repaired = await RunWellAsync("repair", "--yes");

        Assert.Equal(2, unanswered.ExitCode);
        Assert.Contains("no_such_column", unanswered.Out, StringComparison.Ordinal);
        Assert.Contains("repaired 003-broken", repaired.Out, StringComparison.Ordinal);
        Assert.Contains("2 applied, 1 pending, 0 failed", (await RunWellAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_needs_no_database_when_only_a_catalog_is_given()
    {
        File.Delete(Path.Combine(Directory, "lms.json"));

        var result = await RunWellAsync("validate", "--catalog", Catalog.Path);

        Assert.Contains("2 files read, not compared", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_writes_the_next_file_from_a_template_that_reads_well_once_filled_in()
    {
        var result = await RunWellAsync("new", "Add Phone to users!");

        var file = result.Out.Trim();
        Assert.EndsWith("003-add-phone-to-users.sql", file, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(Path.Combine(Directory, file), Token);
        Assert.Contains("-- migrate:up\n", text, StringComparison.Ordinal);
        Assert.Contains("-- migrate:down\n", text, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("migrate")).ExitCode);
    }

    [Fact]
    public async Task New_writes_json_for_documents_in_the_style_of_the_catalog()
    {
        var documents = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "documents")).FullName;
        await File.WriteAllTextAsync(Path.Combine(documents, "007_first.json"), """{ "up": [{ "drop": "users" }] }""", Token);

        var result = await RunWellAsync("new", "Add Phone to users!", "--catalog", documents);

        var file = Path.Combine(Directory, result.Out.Trim());
        Assert.EndsWith("008_add_phone_to_users.json", file, StringComparison.Ordinal);
        var validated = await RunAsync("validate", "--catalog", documents);
        Assert.Equal(2, validated.ExitCode);
        Assert.Contains("'up' is empty", validated.Error, StringComparison.Ordinal);

        var text = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(file, text.Replace("\"up\": [", "\"up\": [{ \"drop\": \"phones\" }", StringComparison.Ordinal), Token);
        Assert.Contains("2 files read", (await RunWellAsync("validate", "--catalog", documents)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_runs_once_for_each_scale_and_status_remembers_it()
    {
        var seeders = Path.Combine(Directory, "seeders");
        System.IO.Directory.CreateDirectory(seeders);
        await File.WriteAllTextAsync(
            Path.Combine(seeders, "001-rows.sql"),
            "INSERT INTO one SELECT n FROM generate_series(1, (current_setting('lms.scale')::numeric * 10)::int) n ON CONFLICT DO NOTHING;", Token);
        WriteConfiguration(seeders: seeders);
        await RunWellAsync("migrate");

        var first = await RunWellAsync("seed");
        var second = await RunWellAsync("seed");
        await RunWellAsync("seed", "--scale", "2");

        Assert.Contains("10 rows by 1 seeder", first.Out, StringComparison.Ordinal);
        Assert.Contains("nothing to seed", second.Out, StringComparison.Ordinal);
        Assert.Equal(20, await Database.ScalarAsync<long>("SELECT count(*) FROM one", Token));
        Assert.Contains("✓ seeded  001-rows", (await RunWellAsync("seed", "status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_examples_and_exit_codes_and_does_not_mind_missing_arguments()
    {
        var root = await RunWellAsync("--help");
        var mark = await RunWellAsync("mark", "--help");

        Assert.Contains("130  cancelled", root.Out, StringComparison.Ordinal);
        Assert.Contains("lms mark 003 applied --reason", mark.Out, StringComparison.Ordinal);
    }
}
