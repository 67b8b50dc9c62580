using System.Globalization;
using Lms.Contracts.Client;
using Lms.Contracts.Windows;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Windows;

/// <summary>Runs and the windows of their database, on the clock of a real server.</summary>
public sealed class WindowedRunTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task A_run_outside_of_its_window_is_refused_with_the_next_opening_and_nothing_is_changed()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var opening = DateTimeOffset.UtcNow.AddHours(2);
        await AddAsync(worker, opening, TimeSpan.FromHours(1));

        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate(), Token));

        Assert.Equal((409, 5, "refused"), (refused.Status, refused.Failure.ExitCode, refused.Failure.Kind));
        var refusal = Assert.Single(refused.Failure.Refusals!);
        Assert.Equal("window", refusal.Kind);
        Assert.Equal(Minute(opening), Minute(refusal.NextOpening!.Value));
        Assert.Contains(Minute(opening), refusal.Message, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("one"));
        Assert.Empty((await worker.Admin.ListRunsAsync(new RunFilter(), Token)).Runs);
    }

    [Fact]
    public async Task A_run_that_waits_for_its_window_begins_when_that_opens()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        await AddAsync(worker, DateTimeOffset.UtcNow.AddHours(2), TimeSpan.FromHours(1));

        var run = await worker.Admin.StartRunAsync(Migrate() with { When = "window" }, Token);
        Assert.Equal("waitingForWindow", run.State);
        Assert.Contains("opens", run.WaitsFor, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("one"));

        // An earlier one, now that the run waits, however long that took. Its seconds are whole.
        var opening = DateTimeOffset.UtcNow.AddSeconds(3);
        await AddAsync(worker, opening, TimeSpan.FromMinutes(10));
        var ended = await EndAsync(worker, run.Id);

        Assert.Equal("succeeded", ended.State);
        Assert.True(ended.StartedAt >= opening.AddSeconds(-1), $"It began at {ended.StartedAt:O}, and its window opened at {opening:O}.");
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task A_backfill_pauses_when_its_window_closes_and_goes_on_when_the_next_one_opens()
    {
        const int Accounts = 2_000;
        await WithSlowBackfillAsync(Accounts, millisecondsEach: 20);
        await using var worker = await StartAsync(Finely(NewSetup()));
        await AddAsync(worker, DateTimeOffset.UtcNow.AddHours(-1), TimeSpan.FromHours(2));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();

        // Now that it is under way, however long that took: the one window closes, and another opens much later.
        var all = (await worker.Admin.ListWindowsAsync(Token)).Windows.Single();
        var now = DateTimeOffset.UtcNow;
        await AddAsync(worker, now.AddMinutes(-1), TimeSpan.FromSeconds(62));
        await AddAsync(worker, now.AddHours(2), TimeSpan.FromHours(1));
        await worker.Admin.RemoveWindowAsync(all.Id, "others are agreed", Token);
        await UntilAsync(worker, run.Id, "waitingForWindow");
        var paused = await ChangedAsync();
        var backfill = (await worker.Admin.ListBackfillsAsync("shop", Token)).Backfills.Single();
        await Task.Delay(TimeSpan.FromSeconds(1.5), Token);
        Assert.InRange(paused, 1, Accounts - 1);
        Assert.Equal(paused, await ChangedAsync());
        Assert.Equal("interrupted", backfill.State);
        Assert.Contains("window has closed", backfill.Reason, StringComparison.Ordinal);
        await HurryAsync();

        await AddAsync(worker, DateTimeOffset.UtcNow.AddSeconds(2), TimeSpan.FromMinutes(10));
        var ended = await EndAsync(worker, run.Id);

        Assert.Equal(("succeeded", 2), (ended.State, ended.Attempts));
        Assert.Equal([$"1|{Accounts}"], await TouchesAsync());
        Assert.Equal(
            ["queued", "running", "waitingForWindow", "running", "succeeded"], (await StatesAsync(worker, run.Id)).Select(state => state.To));
    }

    [Fact]
    public async Task A_window_that_a_worker_cannot_read_closes_its_database_and_stops_no_worker()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        // As a worker on another machine may write it, with more time zones.
        await Platform.ExecuteAsync(
            "INSERT INTO windows (text, databases, added_by) VALUES ('Sun 02:00-04:00 Mars/Olympus', '{}', 'ada'); NOTIFY lms_windows", Token);
        while ((await worker.Admin.ListWindowsAsync(Token)).States.Single().IsOpen)
            await Task.Delay(50, Token);

        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate(), Token));

        Assert.Contains("Mars/Olympus", refused.Failure.Refusals!.Single().Message, StringComparison.Ordinal);
        await Platform.ExecuteAsync("UPDATE windows SET removed_at = now(), removed_by = 'ada'; NOTIFY lms_windows", Token);
        while (!(await worker.Admin.ListWindowsAsync(Token)).States.Single().IsOpen)
            await Task.Delay(50, Token);
        Assert.Equal("succeeded", (await RunAsync(worker, Migrate())).State);
    }

    [Fact]
    public async Task A_freeze_beats_an_open_window_and_is_lifted()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var freeze = await worker.Admin.AddFreezeAsync(new NewFreezeDocument("year-end close", Span: null, ["shop"]), Token);

        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate(), Token));
        Assert.Contains("year-end close", refused.Failure.Refusals!.Single().Message, StringComparison.Ordinal);
        var waits = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate() with { When = "window" }, Token));
        Assert.Equal(409, waits.Status);

        await worker.Admin.RemoveFreezeAsync(freeze.Id, "books are closed", Token);
        Assert.Equal("succeeded", (await RunAsync(worker, Migrate())).State);
        Assert.Equal(["bootstrap|books are closed"], await Platform.RowsAsync("SELECT removed_by, removal_reason FROM freezes", Token));
    }

    [Fact]
    public async Task A_closed_window_is_overridden_with_a_reason_that_the_history_keeps()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        await AddAsync(worker, DateTimeOffset.UtcNow.AddHours(2), TimeSpan.FromHours(1));

        var ended = await RunAsync(worker, Migrate() with { OverrideWindow = true, Reason = "the site is down" });

        Assert.Equal("succeeded", ended.State);
        Assert.Equal(
            ["bootstrap|the site is down"], await Database.RowsAsync("SELECT actor, reason FROM migrator.history WHERE kind = 'windowOverridden'", Token));
    }

    [Fact]
    public async Task A_migration_that_requires_a_window_is_refused_where_there_is_none_and_runs_inside_of_one()
    {
        Catalog.With("001-big.sql", "-- migrate:up window:required\nCREATE TABLE big (id int);\n-- migrate:down\nDROP TABLE big;\n");
        await using var worker = await StartAsync();

        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate(), Token));
        Assert.Contains("this database has none", refused.Failure.Refusals!.Single().Message, StringComparison.Ordinal);
        await AddAsync(worker, DateTimeOffset.UtcNow.AddSeconds(-30), TimeSpan.FromHours(1));

        Assert.Equal("succeeded", (await RunAsync(worker, Migrate())).State);
    }

    [Fact]
    public async Task A_run_for_a_later_time_waits_for_it_and_one_for_a_closed_time_is_refused()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var due = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddSeconds(3).ToUnixTimeSeconds());
        await AddAsync(worker, DateTimeOffset.UtcNow.AddSeconds(-30), TimeSpan.FromMinutes(10));

        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate() with { When = At(due.AddHours(3)) }, Token));
        Assert.Equal(409, refused.Status);
        var run = await worker.Admin.StartRunAsync(Migrate() with { When = At(due) }, Token);
        Assert.Equal("queued", run.State);
        var ended = await EndAsync(worker, run.Id);

        Assert.True(ended.StartedAt >= due, $"It began at {ended.StartedAt:O}, before {due:O}.");
    }

    [Fact]
    public async Task The_openings_of_a_database_are_told_between_two_times_with_freezes_cut_out()
    {
        await using var worker = await StartAsync();
        await worker.Admin.AddWindowAsync(new NewWindowDocument("daily 02:00-04:00 UTC", null, null), Token);
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking", "2030-01-02T03:00Z/P1D"), Token);

        using var http = worker.HttpWith(worker.Setup.AdminToken);
        var text = await http.GetStringAsync(new Uri("/api/v1/windows/openings?database=shop&from=2030-01-01T00:00Z&to=2030-01-04T00:00Z", UriKind.Relative), Token);

        Assert.Equal(
            """{"database":"shop","openings":[{"from":"2030-01-01T02:00:00+00:00","to":"2030-01-01T04:00:00+00:00"},{"from":"2030-01-02T02:00:00+00:00","to":"2030-01-02T03:00:00+00:00"},{"from":"2030-01-03T03:00:00+00:00","to":"2030-01-03T04:00:00+00:00"}]}""",
            text);
    }

    private async Task<long> ChangedAsync() => await Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE balance > 0", Token);

    private static Task<WindowDocument> AddAsync(WorkerHost worker, DateTimeOffset from, TimeSpan duration) =>
        worker.Admin.AddWindowAsync(new NewWindowDocument($"{At(from)}/PT{duration.TotalSeconds:0}S", ["shop"], "test"), Token);

    private static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
