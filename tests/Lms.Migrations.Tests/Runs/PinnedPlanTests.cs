using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;

namespace Lms.Migrations.Tests.Runs;

/// <summary>A plan that was written down is run as it was, or not at all, on either engine.</summary>
public abstract class PinnedPlanTests : RunTest
{
    [Fact]
    public async Task What_was_written_down_is_run_as_it_was_both_ways()
    {
        Subject.WriteAll(3);

        Assert.Equal(["1", "2", "3"], await ExecuteAsync(Reread(await PinAsync())));
        Assert.Equal(["3", "2"], await ExecuteAsync(Reread(await PinRollbackAsync(2))));

        Assert.Equal(["1 up", "2 down", "2 up", "3 down", "3 up"], await MarksAsync());
        Assert.Equal([MigrationState.Applied, MigrationState.Pending, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task The_plan_that_a_run_tells_of_is_the_one_that_was_written_down()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();

        var told = (await ExecuteAsync(Runner(), pinned)).OfType<RunPlanned>().Single();

        Assert.Equal(pinned.Hash, told.Plan.Pin().Hash);
    }

    [Fact]
    public async Task What_comes_into_the_catalog_later_is_left_to_another_run()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();
        Subject.Write("3");

        Assert.Equal(["1", "2"], await ExecuteAsync(pinned));
        Assert.Equal([MigrationState.Applied, MigrationState.Applied, MigrationState.Pending], await StatesAsync());
    }

    [Fact]
    public async Task A_plan_up_to_a_version_goes_no_further()
    {
        Subject.WriteAll(3);

        Assert.Equal(["1", "2"], await ExecuteAsync(await PinAsync(new MigrateRequest(MigrationVersion.Parse("2")))));
    }

    [Fact]
    public async Task A_changed_file_is_a_change_of_the_plan()
    {
        Subject.WriteAll(3);
        var pinned = await PinAsync();
        Subject.Write("2", up: "otherwise");

        await AssertChangedAsync(pinned, "2", "2-step: its file was changed");
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_is_a_change_of_the_plan()
    {
        Subject.WriteAll(3);
        var pinned = await PinAsync();
        Subject.Delete("2");

        await AssertChangedAsync(pinned, "2", "2-step: its file is no longer in the catalog");
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task What_somebody_else_has_applied_is_a_change_of_the_plan()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();
        Assert.Equal(["1"], await ExecuteAsync(await PinAsync(new MigrateRequest(MigrationVersion.Parse("1")))));

        await AssertChangedAsync(pinned, "1", "1-step: it is applied already");
        Assert.Equal(["1 up"], await MarksAsync());
    }

    [Fact]
    public async Task What_somebody_else_has_undone_is_a_change_of_the_plan()
    {
        Subject.WriteAll(3);
        await MigrateAsync();
        var pinned = await PinRollbackAsync(2);
        await Runner().RollbackLastMigrationAsync(Token);

        await AssertChangedAsync(pinned, "3", "3-step: it is undone already");
        Assert.DoesNotContain("2 down", await MarksAsync());
    }

    [Fact]
    public async Task What_was_applied_on_top_is_not_left_standing_by_a_rollback()
    {
        Subject.WriteAll(2);
        await MigrateAsync();
        var pinned = await PinRollbackAsync(1);
        Subject.Write("3");
        await MigrateAsync();

        await AssertChangedAsync(pinned, "3", "3-step: it was applied meanwhile and is not part of the plan");
        Assert.Equal(["1 up", "2 up", "3 up"], await MarksAsync());
    }

    [Fact]
    public async Task Another_way_back_changes_the_plan_of_a_rollback_and_no_other()
    {
        Subject.WriteAll(2);
        var forward = await PinAsync();
        Subject.Write("2", down: "otherwise");
        Assert.Equal(["1", "2"], await ExecuteAsync(forward));

        var back = await PinRollbackAsync(1);
        Subject.Write("2");

        await AssertChangedAsync(back, "2", "2-step: its file was changed");
    }

    [Fact]
    public async Task A_way_back_that_is_gone_is_told_as_that_and_nothing_else()
    {
        Subject.WriteAll(2);
        await MigrateAsync();
        var pinned = await PinRollbackAsync(1);
        Subject.WriteIrreversible("2");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned));

        Assert.Equal(RefusalKind.Irreversible, Assert.Single(refused.Refusals).Kind);
    }

    [Fact]
    public async Task The_plan_of_another_database_is_not_run_here()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync() with { Database = "production" };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned));

        Assert.Equal("The plan was made for production, and this is test.", Assert.Single(refused.Refusals).Message);
        Assert.Empty(await MarksAsync());
    }

    [Fact]
    public async Task A_late_migration_runs_where_the_plan_says_that_it_may()
    {
        Subject.Write("2");
        await MigrateAsync();
        Subject.Write("1");
        var pinned = await PinAsync(new MigrateRequest(AllowOutOfOrder: true));

        Assert.Equal(["1"], await ExecuteAsync(Reread(pinned)));
    }

    [Fact]
    public async Task What_has_become_late_meanwhile_is_refused_where_it_does_not()
    {
        Subject.Write("1");
        var pinned = await PinAsync();
        Subject.Delete("1");
        Subject.Write("2");
        await MigrateAsync();
        Subject.Write("1");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned));

        Assert.Equal(RefusalKind.OutOfOrder, Assert.Single(refused.Refusals).Kind);
        Assert.Equal(["2 up"], await MarksAsync());
    }

    [Fact]
    public async Task A_plan_without_steps_does_nothing_in_a_closed_window_too()
    {
        Subject.WriteAll(1);
        var empty = await PinAsync() with { Steps = [] };
        var closed = Runner(new RunPolicy { Gate = SwitchedGate.ClosingAfter(0) });

        Assert.Empty((await ExecuteAsync(closed, empty)).OfType<RunCompleted>().Single().Result.Steps);
        Assert.Empty(await MarksAsync());
    }

    private async Task AssertChangedAsync(PinnedPlan pinned, string version, string what)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned));

        var refusal = Assert.Single(refused.Refusals);
        Assert.Equal((RefusalKind.PlanChanged, MigrationVersion.Parse(version)), (refusal.Kind, refusal.Version));
        Assert.Equal($"The plan has changed since it was made: {what}.", refusal.Message);
    }
}
