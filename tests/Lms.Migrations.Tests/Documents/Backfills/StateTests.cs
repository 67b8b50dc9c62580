using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Documents.Backfills;

public sealed class StateTests(PostgresServer server) : DocumentBackfillTest(server)
{
    [Fact]
    public async Task Where_the_engine_never_ran_there_are_no_backfills()
    {
        Assert.Empty(await Store.ListAsync(Token));
        Assert.Null(await Store.FindAsync(1, Token));
        Assert.Null(await Store.FindAsync(MigrationVersion.Parse("3"), 1, Token));
        Assert.Empty(await Store.ReadConflictsAsync(1, 10, Token));
    }

    [Fact]
    public async Task A_new_backfill_is_running_and_driven_by_the_holder_of_the_lease()
    {
        await InsertNumberedAsync(7);

        var status = await StatusAsync(await BeginAsync(Increment));

        Assert.Equal((1L, "migrate_balances", 1, "users", BackfillState.Running), (status.Id, status.Name, status.Step, status.Source, status.State));
        Assert.Equal((true, 7L, "alice", false), (status.IsDriven, status.Estimated, status.ChangedBy, status.IsPlanned));
        Assert.InRange(status.StartedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_backfill_whose_run_is_gone_is_not_driven_and_says_nothing_of_its_pace()
    {
        var work = await BeginAsync(Increment);
        await Store.ReportAsync(work, new BackfillReport(1234.5, 700, 2, "a window is closed"), Token);
        var driven = await StatusAsync(work);
        Assert.Equal((1234.5, 700, 2, "a window is closed"), (driven.Rate, driven.BatchSize, driven.Lanes, driven.Throttle));

        await HoldLeaseAsync(2);

        var left = await StatusAsync(work);
        Assert.Equal((false, null, null, 0, null), (left.IsDriven, left.Rate, left.BatchSize, left.Lanes, left.Throttle));
    }

    [Fact]
    public async Task A_lease_that_ran_out_drives_nothing()
    {
        var work = await BeginAsync(Increment);
        await Test.UpdateAsync("migration_lease", "{}", """{"$set":{"expiresAt":{"$date":{"$numberLong":"1000"}}}}""", Token);

        Assert.False((await StatusAsync(work)).IsDriven);
    }

    [Fact]
    public async Task Of_many_who_change_the_state_at_once_one_does_and_the_history_tells_of_it()
    {
        var work = await BeginAsync(Increment);

        var changed = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Store.TransitionAsync(
            new BackfillChange(work.Id, BackfillState.Running, BackfillState.Pausing, new RunContext($"operator {number}", "a reason").ForRun(), "lunch", Epoch: null), Token)));

        var status = await StatusAsync(work);
        Assert.Single(changed, true);
        Assert.Equal((BackfillState.Pausing, "lunch"), (status.State, status.Reason));
        var events = await Test.FindAsync("migration_history", """{"kind":"backfill"}""", Token);
        Assert.Equal(2, events.Count);
        Assert.Contains("backfill 1 of users: running → pausing (lunch)", events[1], StringComparison.Ordinal);
        Assert.Contains($"\"actor\" : \"{status.ChangedBy}\"", events[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_backfill_of_a_statement_is_found_unless_it_was_undone()
    {
        var lease = await HoldLeaseAsync(1);
        var first = await BeginAsync(Increment, lease);
        foreach (var (from, to) in ((BackfillState, BackfillState)[])[
            (BackfillState.Running, BackfillState.Succeeded), (BackfillState.Succeeded, BackfillState.Undoing), (BackfillState.Undoing, BackfillState.Undone)])
            Assert.True(await Store.TransitionAsync(new BackfillChange(first.Id, from, to, lease.Run, null, lease.Epoch), Token));
        Assert.Null(await Store.FindAsync(MigrationVersion.Parse("3"), 1, Token));

        var second = await BeginAsync(Increment, lease);

        Assert.Equal((2L, 2L), (second.Id, (await Store.FindAsync(MigrationVersion.Parse("3"), 1, Token))!.Id));
        Assert.Equal([2, 1], (await Store.ListAsync(Token)).Select(status => status.Id));
        Assert.Null(await Store.FindAsync(MigrationVersion.Parse("3"), 2, Token));
    }

    [Fact]
    public async Task A_change_of_state_that_makes_no_sense_is_a_mistake_of_the_caller()
    {
        var work = await BeginAsync(Increment);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.TransitionAsync(
            new BackfillChange(work.Id, BackfillState.Running, BackfillState.Undone, new RunContext("bob").ForRun(), null, Epoch: null), Token));
    }
}
