using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Tests.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.Engine;

public sealed class RollbackTests(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task The_last_migration_is_undone_and_counts_as_pending_again()
    {
        await ApplyAsync("1", "2", "3");

        var result = await Runner().RollbackLastMigrationAsync(Token);

        Assert.Equal(["3"], Versions(result));
        Assert.False(await TableExistsAsync("t3"));
        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task Several_are_undone_newest_first()
    {
        await ApplyAsync("1", "2", "3");

        Assert.Equal(["3", "2"], Versions(await RollbackAsync(new RollbackRequest.Last(2))));
        Assert.Equal([MigrationState.Applied, MigrationState.Pending, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task Down_to_a_version_leaves_that_version_applied()
    {
        await ApplyAsync("1", "2", "3");

        Assert.Equal(["3", "2"], Versions(await RollbackAsync(new RollbackRequest.DownTo(MigrationVersion.Parse("1")))));
        Assert.True(await TableExistsAsync("t1"));
    }

    [Fact]
    public async Task What_was_undone_can_be_applied_again_and_the_history_keeps_all_of_it()
    {
        await ApplyAsync("1", "2");
        await Runner().RollbackAllAsync(Token);
        await MigrateAsync();

        Assert.Equal(
            ["Migrated 2", "Migrated 1", "RolledBack 1", "RolledBack 2", "Migrated 2", "Migrated 1"],
            (await Runner().NewestAsync(10, Token)).Select(told => $"{told.Kind} {told.Version}"));
    }

    [Fact]
    public async Task Nothing_is_undone_when_an_irreversible_migration_lies_in_the_way()
    {
        await ApplyAsync("1");
        Catalog.With("2-drop.sql", "-- migrate:up\nCREATE TABLE t2 (id int);\n").WithTable("3", "t3");
        await MigrateAsync();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Runner().RollbackAllAsync(Token));

        Assert.Equal(RefusalKind.Irreversible, Assert.Single(refused.Refusals).Kind);
        Assert.True(await TableExistsAsync("t3"));
    }

    [Fact]
    public async Task A_missing_file_is_in_the_way_of_a_rollback_and_of_nothing_else()
    {
        await ApplyAsync("1", "2");
        Catalog.Delete("2-create-t2.sql");
        Catalog.WithTable("3", "t3");

        Assert.Equal(["3"], Versions(await MigrateAsync()));
        Assert.Equal([MigrationState.Applied, MigrationState.Missing, MigrationState.Applied], await StatesAsync());
        Assert.Equal(["3"], Versions(await Runner().RollbackLastMigrationAsync(Token)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Runner().RollbackLastMigrationAsync(Token));
        Assert.Equal(RefusalKind.Missing, Assert.Single(refused.Refusals).Kind);
    }

    [Fact]
    public async Task With_nothing_applied_there_is_nothing_to_undo()
    {
        Catalog.WithTable("1", "t1");

        Assert.Empty((await Runner().RollbackAllAsync(Token)).Steps);
        Assert.False(await Database.ScalarAsync<bool>("SELECT to_regnamespace('migrator') IS NOT NULL", Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task Fewer_steps_than_one_are_refused(int steps)
    {
        await ApplyAsync("1");

        await Assert.ThrowsAsync<RequestException>(() => RollbackAsync(new RollbackRequest.Last(steps)));
        Assert.True(await TableExistsAsync("t1"));
    }

    [Fact]
    public async Task A_half_done_migration_that_is_not_transactional_can_be_rolled_back()
    {
        Catalog.With("1-half.sql", """
            -- migrate:up transaction:false
            CREATE TABLE half (id int);
            SELECT 1 / 0;
            -- migrate:down
            DROP TABLE IF EXISTS half;
            """);
        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());
        Assert.True(await TableExistsAsync("half"));

        Assert.Equal(["1"], Versions(await Runner().RollbackLastMigrationAsync(Token)));
        Assert.False(await TableExistsAsync("half"));
        Assert.Equal([MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task A_plan_of_a_rollback_changes_nothing()
    {
        await ApplyAsync("1", "2");

        var plan = await Runner().PlanRollbackAsync(new RollbackRequest.All(), Token);

        Assert.Equal(["2", "1"], plan.Steps.Select(step => step.Migration.Version.ToString()));
        Assert.Equal([MigrationState.Applied, MigrationState.Applied], await StatesAsync());
        Assert.DoesNotContain(await Runner().NewestAsync(10, Token), told => told.Kind == HistoryEventKind.RolledBack);
    }

    private async Task ApplyAsync(params string[] versions)
    {
        foreach (var version in versions)
            Catalog.WithTable(version, $"t{version}");
        await MigrateAsync();
    }

    private async Task<RunResult> RollbackAsync(RollbackRequest request) =>
        (await CollectAsync(Runner().RollbackAsync(request, Token))).OfType<RunCompleted>().Single().Result;

    private static IEnumerable<string> Versions(RunResult result) => result.Steps.Select(step => step.Step.Migration.Version.ToString());
}
