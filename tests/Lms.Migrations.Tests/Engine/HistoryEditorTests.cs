using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class HistoryEditorTests(PostgresServer server) : EngineTest(server)
{
    private HistoryEditor Editor(string? reason = "by test") => new(Target, context: new RunContext("tester", reason));

    [Fact]
    public async Task A_baseline_adopts_up_to_the_version_and_runs_nothing()
    {
        Catalog.WithTable("1", "one").WithTable("2", "two").WithTable("3", "three");

        var adopted = await Editor().BaselineAsync(MigrationVersion.Parse("2"), Token);

        Assert.Equal(2, adopted.Count);
        Assert.False(await TableExistsAsync("one"));
        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Pending], await StatesAsync());
        Assert.Empty(await Editor().BaselineAsync(MigrationVersion.Parse("2"), Token));
    }

    [Fact]
    public async Task Repair_takes_over_the_checksum_of_a_changed_file_and_says_what_it_did()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Catalog.With("1-create-one.sql", "-- migrate:up\nCREATE TABLE one (id bigint PRIMARY KEY);\n");

        var found = Assert.Single(await Editor().ExamineAsync(Token));
        Assert.Equal((MigrationState.Modified, true), (found.State, found.IsRepairable));
        Assert.Equal([MigrationState.Modified], await StatesAsync());

        await Editor().RepairAsync(Token);
        Assert.Equal([MigrationState.Applied], await StatesAsync());
        Assert.Empty(await Editor().ExamineAsync(Token));
    }

    [Fact]
    public async Task Repair_clears_a_failed_entry()
    {
        Catalog.With("1-broken.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.Contains("division by zero", Assert.Single(await Editor().ExamineAsync(Token)).Explanation);
        await Editor().RepairAsync(Token);

        Assert.Equal([MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task A_missing_file_is_explained_and_left_to_the_operator()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Catalog.Delete("1-create-one.sql");

        Assert.False(Assert.Single(await Editor().ExamineAsync(Token)).IsRepairable);
        Assert.Empty(await Editor().RepairAsync(Token));

        await Editor().MarkAsync(MigrationVersion.Parse("1"), MarkedState.Pending, Token);
        Assert.Empty(await StatesAsync());
    }

    [Fact]
    public async Task To_mark_needs_a_reason_a_known_version_and_another_state()
    {
        Catalog.WithTable("1", "one");
        var one = MigrationVersion.Parse("1");

        await Assert.ThrowsAsync<RequestException>(() => Editor(reason: " ").MarkAsync(one, MarkedState.Applied, Token));
        await Assert.ThrowsAsync<RequestException>(() => Editor().MarkAsync(MigrationVersion.Parse("9"), MarkedState.Applied, Token));
        await Assert.ThrowsAsync<RequestException>(() => Editor().MarkAsync(one, MarkedState.Pending, Token));
        await Editor().MarkAsync(one, MarkedState.Applied, Token);
        await Assert.ThrowsAsync<RequestException>(() => Editor().MarkAsync(one, MarkedState.Applied, Token));
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task Versions_1_and_001_are_one_migration()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        File.Move(Path.Combine(Catalog.Path, "1-create-one.sql"), Path.Combine(Catalog.Path, "001-create-one.sql"));

        Assert.Empty((await MigrateAsync()).Steps);
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }
}
