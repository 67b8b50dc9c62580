using Lms.Contracts.Runs;
using Lms.Contracts.Windows;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Runs;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Coordination;

/// <summary>What every coordinator promises, whatever places its runs.</summary>
public abstract class CoordinatorContract(PostgresServer server) : WorkerTest(server)
{
    private static readonly Caller Alice = new("alice");
    private static readonly Caller Bob = new("bob");

    /// <summary>A worker with the coordinator under test.</summary>
    protected abstract Task<WorkerHost> StartCoordinatorAsync(WorkerSetup setup);

    private Task<WorkerHost> StartCoordinatorAsync() => StartCoordinatorAsync(NewSetup());

    [Fact]
    public async Task A_run_is_taken_carried_out_and_remembered()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await using var worker = await StartCoordinatorAsync();

        var asked = await worker.Coordinator.StartAsync(Read(Migrate() with { Reason = "release 12" }), Alice, Token);
        await EndAsync(worker, asked.Id);
        var ended = await worker.Coordinator.FindAsync(asked.Id, Token);

        Assert.Equal(RunState.Succeeded, ended!.State);
        Assert.Equal(["001", "002"], ended.Result!.Steps.Select(step => step.Version));
        Assert.Equal(("alice", "release 12", 1), (ended.Actor, ended.Request.Reason, ended.Attempts));
        Assert.True(await ExistsAsync("one") && await ExistsAsync("two"));
        Assert.Equal(["alice|release 12"], await Database.RowsAsync("SELECT DISTINCT actor, reason FROM migrator.history WHERE version IS NOT NULL", Token));
    }

    [Fact]
    public async Task The_same_request_is_one_run_however_often_and_by_whomever_it_is_sent()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync();
        var request = Read(Migrate());

        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(number =>
            worker.Coordinator.StartAsync(request, number % 2 == 0 ? Alice : Bob, Token)));
        await EndAsync(worker, runs[0].Id);
        var again = await worker.Coordinator.StartAsync(request, Bob, Token);

        Assert.Single(runs.Append(again).Select(run => run.Id).Distinct());
        Assert.Equal(RunState.Succeeded, again.State);
        Assert.Single((await worker.Coordinator.ListAsync(new RunQuery(), Token)).Runs);
    }

    [Fact]
    public async Task A_request_id_that_is_taken_by_another_request_is_refused_with_the_run_that_has_it()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync();
        var first = await worker.Coordinator.StartAsync(Read(Request(RunKinds.Migrate, "one-id")), Alice, Token);

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() =>
            worker.Coordinator.StartAsync(Read(Request(RunKinds.Migrate, "one-id") with { To = "001" }), Alice, Token));

        Assert.Contains(first.Id.ToString(), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_guard_forbids_is_refused_and_leaves_no_run()
    {
        Catalog.With("001-final.sql", "-- migrate:up\nCREATE TABLE final (id int);\n");
        await using var worker = await StartCoordinatorAsync();
        await EndAsync(worker, (await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token)).Id);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => worker.Coordinator.StartAsync(Read(Rollback()), Alice, Token));

        Assert.Contains("cannot be undone", refused.Message, StringComparison.Ordinal);
        Assert.Single((await worker.Coordinator.ListAsync(new RunQuery(), Token)).Runs);
    }

    [Fact]
    public async Task Runs_of_one_database_are_carried_out_one_after_the_other_in_the_order_in_which_they_were_asked_for()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await using var worker = await StartCoordinatorAsync();

        var ids = new List<Guid>();
        foreach (var request in new[] { Migrate(), Rollback(), Migrate(), Rollback() with { All = true, Reason = "clean up" } })
            ids.Add((await worker.Coordinator.StartAsync(Read(request), Alice, Token)).Id);
        foreach (var id in ids)
            await EndAsync(worker, id);

        var runs = await Task.WhenAll(ids.Select(async id => (await worker.Coordinator.FindAsync(id, Token))!));
        Assert.All(runs, run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.Equal([2, 1, 1, 2], runs.Select(run => run.Result!.Steps.Count));
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.EndedAt <= pair.Second.StartedAt));
    }

    [Fact]
    public async Task Whoever_watches_from_the_beginning_from_the_middle_or_after_the_end_sees_the_same_story()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two").WithTable("003", "three");
        await using var worker = await StartCoordinatorAsync();
        var run = await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token);

        var live = await WatchAsync(worker, run.Id, after: 0);
        var later = await WatchAsync(worker, run.Id, after: 0);
        var middle = await WatchAsync(worker, run.Id, after: live[2].Id);

        Assert.Equal(Enumerable.Range(1, live.Count).Select(number => (long)number), live.Select(happened => happened.Id));
        Assert.Equal(live, later);
        Assert.Equal(live.Skip(3), middle);
        Assert.True(RunEnd.IsEnd(live[^1]));
        Assert.Equal(3, live.Count(happened => happened.Type == "stepCompleted"));
    }

    [Fact]
    public async Task A_run_that_nobody_has_begun_is_cancelled_at_once()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync();
        var later = DateTimeOffset.UtcNow.AddHours(1);
        var run = await worker.Coordinator.StartAsync(Read(Migrate() with { When = $"{later:yyyy-MM-ddTHH:mm:ssZ}" }), Alice, Token);

        var cancelled = await worker.Coordinator.CancelAsync(run.Id, "not today", Bob, Token);

        Assert.Equal((RunState.Queued, RunState.Cancelled), (run.State, cancelled.State));
        var states = await StatesAsync(worker, run.Id);
        Assert.Equal(("bob", "not today"), (states[^1].By, states[^1].Reason));
        Assert.False(await ExistsAsync("one"));
        await Assert.ThrowsAsync<RunStateException>(() => worker.Coordinator.CancelAsync(run.Id, "again", Bob, Token));
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled_and_leaves_nothing_half_done()
    {
        Catalog.WithTable("001", "one").With("002-slow.sql", "-- migrate:up\nCREATE TABLE half (id int);\nSELECT pg_sleep(60);\n-- migrate:down\nDROP TABLE half;\n");
        await using var worker = await StartCoordinatorAsync();
        var run = await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token);
        await UntilSleepingAsync();

        await worker.Coordinator.CancelAsync(run.Id, "wrong release", Bob, Token);
        var states = await StatesAsync(worker, run.Id);

        Assert.Equal(("cancelled", "bob", "wrong release"), (states[^1].To, states[^1].By, states[^1].Reason));
        Assert.True(await ExistsAsync("one"));
        Assert.False(await ExistsAsync("half"));
        Assert.Equal(["001"], (await worker.Coordinator.FindAsync(run.Id, Token))!.Result!.Steps.Select(step => step.Version));
    }

    [Fact]
    public async Task A_failed_run_says_what_failed_and_where()
    {
        Catalog.WithTable("001", "one").With("002-broken.sql", "-- migrate:up\n\nSELECT 1 / 0;\n-- migrate:down\nSELECT 1;\n");
        await using var worker = await StartCoordinatorAsync();
        var run = await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token);

        await EndAsync(worker, run.Id);
        var failed = await worker.Coordinator.FindAsync(run.Id, Token);

        Assert.Equal(RunState.Failed, failed!.State);
        Assert.Equal(("migrationFailed", 1, "002", 3, "22012"), (failed.Error!.Kind, failed.Error.ExitCode, failed.Error.Version, failed.Error.Line, failed.Error.SqlState));
        Assert.Equal(["001"], failed.Result!.Steps.Select(step => step.Version));
    }

    [Fact]
    public async Task A_plan_that_is_another_than_the_asker_has_seen_is_refused()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync();
        var seen = (await worker.Admin.GetPlanAsync("shop", new(), Token)).Hash;
        Catalog.WithTable("002", "two");

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            worker.Coordinator.StartAsync(Read(Migrate() with { PlanHash = seen }), Alice, Token));

        Assert.Equal(Planning.RefusalKind.PlanChanged, refused.Refusals.Single().Kind);
        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_run_waits_for_the_approval_of_somebody_else_and_then_does_what_was_approved()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync(NewSetup("Production"));
        var run = await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token);

        Assert.Equal(RunState.WaitingForApproval, run.State);
        await Assert.ThrowsAsync<RunStateException>(() => worker.Coordinator.ApproveAsync(run.Id, run.ApprovalHash, null, Alice, Token));
        await Assert.ThrowsAsync<RunStateException>(() => worker.Coordinator.ApproveAsync(run.Id, new string('0', 64), null, Bob, Token));
        Assert.False(await ExistsAsync("one"));

        var approved = await worker.Coordinator.ApproveAsync(run.Id, run.ApprovalHash, "looked at it", Bob, Token);
        await EndAsync(worker, run.Id);

        Assert.Equal(("bob", "looked at it"), (approved.Approval!.By, approved.Approval.Reason));
        Assert.True(await ExistsAsync("one"));
        Assert.Equal(["bob|looked at it"], await Database.RowsAsync("SELECT actor, reason FROM migrator.history WHERE kind = 'approved'", Token));
    }

    [Fact]
    public async Task What_only_mends_the_history_is_approved_as_well_and_the_history_says_by_whom()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync(NewSetup("Production"));
        var run = await worker.Coordinator.StartAsync(Read(Request(RunKinds.Baseline) with { To = "001" }), Alice, Token);

        await worker.Coordinator.ApproveAsync(run.Id, run.ApprovalHash, "it is there", Bob, Token);
        await EndAsync(worker, run.Id);

        Assert.Equal(
            ["approved|bob|it is there", "baselined|alice|"],
            await Database.RowsAsync("SELECT kind, actor, reason FROM migrator.history ORDER BY id", Token));
    }

    [Fact]
    public async Task What_is_deployed_after_a_request_that_had_nothing_to_do_is_not_run_unapproved()
    {
        await using var worker = await StartCoordinatorAsync(NewSetup("Production"));
        var later = DateTimeOffset.UtcNow.AddSeconds(2);
        var run = await worker.Coordinator.StartAsync(Read(Migrate() with { When = $"{later:yyyy-MM-ddTHH:mm:ss.fffZ}" }), Alice, Token);

        Catalog.WithTable("001", "one");
        await UntilAsync(worker, run.Id, "succeeded", "waitingForApproval");

        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task An_approval_is_void_when_the_plan_has_changed_and_nothing_is_run()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync(NewSetup("Production"));
        var later = DateTimeOffset.UtcNow.AddSeconds(2);
        var run = await worker.Coordinator.StartAsync(Read(Migrate() with { When = $"{later:yyyy-MM-ddTHH:mm:ss.fffZ}" }), Alice, Token);
        await worker.Coordinator.ApproveAsync(run.Id, run.ApprovalHash, null, Bob, Token);

        Catalog.WithTable("001", "another");
        Catalog.Delete("001-create-one.sql");
        var waiting = await UntilVoidAsync(worker, run.Id, attempts: 1);

        Assert.NotEqual(run.ApprovalHash, waiting.ApprovalHash);
        Assert.Null(waiting.Approval);
        Assert.False(await ExistsAsync("one") || await ExistsAsync("another"));

        // And again, as often as it changes.
        var freeze = await worker.Admin.AddFreezeAsync(new NewFreezeDocument("not yet"), Token);
        await worker.Coordinator.ApproveAsync(run.Id, waiting.ApprovalHash, null, Bob, Token);
        Catalog.WithTable("001", "third");
        Catalog.Delete("001-create-another.sql");
        await worker.Admin.RemoveFreezeAsync(freeze.Id, "now", Token);
        waiting = await UntilVoidAsync(worker, run.Id, attempts: 2);
        Assert.False(await ExistsAsync("another") || await ExistsAsync("third"));

        await worker.Coordinator.ApproveAsync(run.Id, waiting.ApprovalHash, null, Bob, Token);
        await EndAsync(worker, run.Id);
        Assert.True(await ExistsAsync("third"));
    }

    [Fact]
    public async Task A_rejected_run_ends_with_who_said_no_and_why()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartCoordinatorAsync(NewSetup("Production"));
        var run = await worker.Coordinator.StartAsync(Read(Migrate()), Alice, Token);

        var rejected = await worker.Coordinator.RejectAsync(run.Id, "not in the busy week", Bob, Token);

        Assert.Equal(RunState.Cancelled, rejected.State);
        Assert.Equal(("bob", "not in the busy week", true), (rejected.Cancellation!.By, rejected.Cancellation.Reason, rejected.Cancellation.IsRejection));
        var last = (await StatesAsync(worker, run.Id))[^1];
        Assert.Equal(("bob", "rejected: not in the busy week"), (last.By, last.Reason));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_by_database_state_and_actor_a_page_at_a_time()
    {
        await using var worker = await StartCoordinatorAsync();
        for (var number = 0; number < 5; number++)
            await EndAsync(worker, (await worker.Coordinator.StartAsync(Read(Migrate()), number < 3 ? Alice : Bob, Token)).Id);

        var first = await worker.Coordinator.ListAsync(new RunQuery { Limit = 2, Actor = "alice" }, Token);
        var second = await worker.Coordinator.ListAsync(new RunQuery { Limit = 2, Actor = "alice", Before = first.Next }, Token);

        Assert.Equal((2, 1), (first.Runs.Count, second.Runs.Count));
        Assert.Null(second.Next);
        Assert.All(first.Runs.Zip(first.Runs.Skip(1)), pair => Assert.True(pair.First.AskedAt > pair.Second.AskedAt));
        Assert.Empty((await worker.Coordinator.ListAsync(new RunQuery { States = [RunState.Queued, RunState.Running] }, Token)).Runs);
        Assert.Equal(5, (await worker.Coordinator.ListAsync(new RunQuery { Database = "shop", States = [RunState.Succeeded] }, Token)).Runs.Count);
        Assert.Null(await worker.Coordinator.FindAsync(Guid.NewGuid(), Token));
    }

    private static RunRequest Read(RunRequestDocument document) => RunRequest.Read(document);

    private static async Task<List<Lms.Migrations.Worker.Runs.Storage.StoredEvent>> WatchAsync(WorkerHost worker, Guid run, long after)
    {
        var events = new List<Lms.Migrations.Worker.Runs.Storage.StoredEvent>();
        await foreach (var happened in worker.Coordinator.WatchAsync(run, after, Token))
            events.Add(happened);
        return events;
    }

    private static async Task<Run> UntilVoidAsync(WorkerHost worker, Guid run, int attempts)
    {
        while (true)
        {
            var found = await worker.Coordinator.FindAsync(run, Token);
            if (found?.State == RunState.WaitingForApproval && found.Attempts == attempts)
                return found;
            Assert.False(RunTransitions.IsOver(found!.State), $"The run is {found.State}: {found.Error?.Message}");
            await Task.Delay(50, Token);
        }
    }

    private async Task UntilSleepingAsync()
    {
        while (await Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'", Token) == 0)
        {
            await Task.Delay(20, Token);
        }
    }
}
