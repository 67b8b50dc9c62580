using Lms.Migrations.Catalog;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Engine;

public sealed class DocumentHistoryEditorTests(PostgresServer server) : DocumentEngineTest(server)
{
    private HistoryEditor Editor => new(Target, context: new RunContext("tester", "by test"));

    [Fact]
    public async Task A_baseline_adopts_up_to_the_version_and_runs_nothing()
    {
        WriteInsert("1_one");
        WriteInsert("2_two");
        WriteInsert("3_three");

        Assert.Equal(2, (await Editor.BaselineAsync(MigrationVersion.Parse("2"), Token)).Count);

        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Pending], await StatesAsync());
        Assert.Equal(0, await Database.CountAsync("things", "{}", Token));
        Assert.Equal("1_one", (await DocumentAsync("migrations", """{ "_id": "1" }""")).Required("name").AsText());
    }

    [Fact]
    public async Task Repair_clears_a_failed_entry_and_takes_over_a_changed_checksum()
    {
        WriteInsert("1_one");
        Write("2_broken", """{ "collMod": "none", "validator": {} }""");
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        WriteInsert("1_one", collection: "others");

        Assert.Equal([MigrationState.Modified, MigrationState.Failed], (await Editor.ExamineAsync(Token)).Select(finding => finding.State));
        await Editor.RepairAsync(Token);

        Assert.Equal([MigrationState.Applied, MigrationState.Pending], await StatesAsync());
        Assert.Empty(await Editor.ExamineAsync(Token));
        Assert.Equal("1_one", (await DocumentAsync("migrations", """{ "_id": "1" }""")).Required("name").AsText());
    }

    [Fact]
    public async Task To_mark_changes_the_state_and_keeps_the_reason()
    {
        WriteInsert("1_one");

        await Editor.MarkAsync(MigrationVersion.Parse("1"), MarkedState.Applied, Token);
        Assert.Equal([MigrationState.Applied], await StatesAsync());
        await Editor.MarkAsync(MigrationVersion.Parse("1"), MarkedState.Pending, Token);

        Assert.Equal([MigrationState.Pending], await StatesAsync());
        var newest = (await Runner().NewestAsync(1, Token))[0];
        Assert.Equal((HistoryEventKind.Marked, "by test", "as pending", 2), (newest.Kind, newest.Reason, newest.Detail, newest.Id));
    }

    [Fact]
    public async Task Versions_1_and_001_are_one_migration()
    {
        WriteInsert("1_one");
        await MigrateAsync();
        File.Move(Path.Combine(Catalog.Path, "1_one.json"), Path.Combine(Catalog.Path, "001_one.json"));

        Assert.Empty((await MigrateAsync()).Steps);
        Assert.Equal([MigrationState.Applied], await StatesAsync());
    }

    [Fact]
    public async Task A_rollback_undoes_newest_first_and_appends_to_the_history()
    {
        WriteInsert("1_one");
        WriteInsert("2_two");
        await MigrateAsync();

        var result = await Runner().RollbackAllAsync(Token);

        Assert.Equal(["2", "1"], result.Steps.Select(step => step.Step.Migration.Version.ToString()));
        Assert.Equal([MigrationState.Pending, MigrationState.Pending], await StatesAsync());
        Assert.Equal(0, await Database.CountAsync("things", "{}", Token));
        Assert.Equal("rolledBack", (await DocumentAsync("migrations", """{ "_id": "1" }""")).Required("status").AsText());
        Assert.Equal(8, (await HistoryAsync()).Count);
    }

    [Fact]
    public async Task A_migration_without_down_is_refused_before_anything_is_undone()
    {
        Write("1_one", """{ "create": "c" }""");
        WriteInsert("2_two");
        await MigrateAsync();

        Assert.Equal(RefusalKind.Irreversible, Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => Runner().RollbackAllAsync(Token))).Refusals).Kind);

        Assert.Equal([MigrationState.Applied, MigrationState.Applied], await StatesAsync());
        Assert.Equal(1, await Database.CountAsync("things", "{}", Token));
    }

    [Fact]
    public async Task Text_that_begins_with_a_dollar_is_kept_as_text()
    {
        WriteInsert("1_one");
        var runner = new MigrationRunner(Target, context: new RunContext("$actor", "$reason"));

        await runner.RunPendingMigrationsAsync(Token);

        var newest = (await Runner().NewestAsync(1, Token))[0];
        Assert.Equal(("$actor", "$reason"), (newest.Actor, newest.Reason));
        Assert.Equal("$actor", (await DocumentAsync("migrations", "{}")).Required("appliedBy").AsText());
    }
}
