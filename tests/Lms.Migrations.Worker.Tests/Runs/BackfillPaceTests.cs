using System.Globalization;
using System.Text.RegularExpressions;
using Lms.Contracts.Backfills;
using Lms.Contracts.Client;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Runs;

/// <summary>How the pace of a backfill is read out of the events of its runs.</summary>
public sealed class BackfillPaceTests(PostgresServer server) : WorkerTest(server)
{
    private const int Many = 10_000;

    [Fact]
    public async Task A_backfill_is_shown_as_its_run_told_it_from_its_beginning_to_its_end()
    {
        await WithSlowBackfillAsync(600, millisecondsEach: 8);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await RunAsync(worker, Migrate());

        var pace = await worker.Admin.GetBackfillPaceAsync("shop", 1, Token);

        Assert.Equal(("shop", "postgresql", 1), (pace.Name, pace.Engine, pace.Backfill));
        Assert.Equal(await Platform.ScalarAsync<long>("SELECT count(*) FROM run_events WHERE type IN ('backfillProgress', 'backfillEnded')", Token), pace.Points.Count);
        Assert.True(pace.Points.Count > 2, $"It has {pace.Points.Count} points.");
        IsInOrder(pace);
        Assert.Equal(600, pace.Points[^1].Processed);
        Assert.Contains(pace.Points, point => point is { BatchSize: > 0, RatePerSecond: > 0, Throttle: null });
        Assert.All(pace.Points, point => Assert.InRange(point.At, run.StartedAt!.Value, run.EndedAt!.Value));
    }

    [Fact]
    public async Task Runs_that_went_on_where_another_had_stopped_are_shown_with_it()
    {
        await WithSlowBackfillAsync(400, millisecondsEach: 8);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var first = await worker.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        await worker.Admin.CancelRunAsync(first.Id, reason: null, Token);
        var stopped = await EndAsync(worker, first.Id);
        var second = await RunAsync(worker, Migrate());

        var pace = await worker.Admin.GetBackfillPaceAsync("shop", 1, Token);

        IsInOrder(pace);
        Assert.Equal(("cancelled", "succeeded"), (stopped.State, second.State));
        Assert.Contains(pace.Points, point => point.At <= stopped.EndedAt);
        Assert.Contains(pace.Points, point => point.At >= second.StartedAt);
        Assert.Equal(400, pace.Points[^1].Processed);
    }

    [Fact]
    public async Task The_rollback_of_a_backfill_is_shown_behind_it_and_processes_nothing_more()
    {
        await WithSlowBackfillAsync(100, millisecondsEach: 1);
        await using var worker = await StartAsync(Finely(NewSetup()));
        await RunAsync(worker, Migrate());
        var before = await worker.Admin.GetBackfillPaceAsync("shop", 1, Token);
        var rollback = await RunAsync(worker, Rollback());

        var pace = await worker.Admin.GetBackfillPaceAsync("shop", 1, Token);

        IsInOrder(pace);
        Assert.Equal(before.Points, pace.Points.Take(before.Points.Count));
        Assert.All(pace.Points.Skip(before.Points.Count), point => Assert.True(point.At >= rollback.StartedAt && point.Processed == 100));
        Assert.True(pace.Points.Count > before.Points.Count);
    }

    [Fact]
    public async Task Of_very_many_events_a_few_are_shown_evenly_and_the_last_one_always()
    {
        await using var worker = await StartAsync();
        var run = await WithManyEventsAsync(worker);

        var points = (await worker.Admin.GetBackfillPaceAsync("shop", 1, Token)).Points;

        Assert.InRange(points.Count, 100, BackfillPaceStore.MostPoints);
        Assert.Equal(Many, points[^1].Processed);
        Assert.InRange(points[0].Processed, 0, 200);
        var gaps = points.Zip(points.Skip(1), (one, next) => (next.At - one.At).TotalSeconds).ToList();
        Assert.All(gaps, gap => Assert.InRange(gap, 60, 120));

        // An hour after its end.
        await worker.Service<RunEventStore>().ThinAsync(run, Token);
        var thinned = (await worker.Admin.GetBackfillPaceAsync("shop", 1, Token)).Points;
        Assert.InRange(thinned.Count, 100, BackfillPaceStore.MostPoints);
        Assert.All(thinned.Zip(thinned.Skip(1), (one, next) => (next.At - one.At).TotalSeconds), gap => Assert.InRange(gap, 40, 160));
    }

    [Fact]
    public async Task Many_runs_of_one_backfill_share_the_points()
    {
        await using var worker = await StartAsync();
        await WithManyEventsAsync(worker);
        await Platform.ExecuteAsync("""
            INSERT INTO runs (id, request_id, database, kind, request, state, actor, ended_at)
            SELECT gen_random_uuid(), 'copy ' || i, database, kind, request, state, actor, ended_at FROM runs, generate_series(1, 30) i;
            INSERT INTO run_events (run_id, id, at, type, body)
            SELECT copy.id, e.id, e.at + interval '1 day', e.type, e.body
            FROM runs copy CROSS JOIN (SELECT * FROM run_events WHERE type = 'backfillProgress' ORDER BY run_id, id LIMIT 300) e WHERE copy.request_id LIKE 'copy %'
            """, Token);

        var points = (await worker.Admin.GetBackfillPaceAsync("shop", 1, Token)).Points;

        Assert.InRange(points.Count, 60, BackfillPaceStore.MostPoints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_what_is_shown_is_read_however_many_events_there_are(bool isAnalyzed)
    {
        await using var worker = await StartAsync();
        await WithManyEventsAsync(worker);
        if (isAnalyzed)
            await Platform.ExecuteAsync("VACUUM ANALYZE run_events", Token);

        var backfill = await worker.Admin.GetBackfillAsync("shop", 1, Token);
        await using var command = worker.Service<BackfillPaceStore>().Create("shop", 1, backfill.StartedAt);
        command.CommandText = $"EXPLAIN (ANALYZE, BUFFERS) {command.CommandText}";
        var plan = string.Join('\n', await command.ReadAllAsync(reader => reader.GetString(0), Token));

        Assert.Contains("run_events_of_backfills", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on run_events", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows Removed by Filter", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Rows Removed by Index Recheck", plan, StringComparison.Ordinal);
        // Three or four for each point that is looked for, and as many for each that is found; all events together lie on some 1,400.
        var pages = Regex.Matches(plan.Split('\n').First(line => line.Contains("Buffers:", StringComparison.Ordinal)), @"=(?<pages>\d+)", RegexOptions.NonBacktracking);
        Assert.InRange(pages.Sum(match => int.Parse(match.Groups["pages"].ValueSpan, CultureInfo.InvariantCulture)), 1, 1_000);
    }

    [Fact]
    public async Task A_backfill_of_the_same_number_elsewhere_or_earlier_is_another()
    {
        var elsewhere = await Server.CreateDatabaseAsync(Token);
        await WithSlowBackfillAsync(20, millisecondsEach: 1);
        var setup = Finely(NewSetup()).WithDatabase("elsewhere", elsewhere.ConnectionString, Catalog.Path);
        await elsewhere.ExecuteAsync("CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric, balance numeric); INSERT INTO accounts VALUES (1, 1, 0)", Token);
        await using var worker = await StartAsync(setup);
        await RunAsync(worker, Migrate());
        await RunAsync(worker, Migrate() with { Database = "elsewhere" });
        // Begun in the same instant, so that nothing but the database tells one from the other.
        await Platform.ExecuteAsync("""
            UPDATE run_events SET body = jsonb_set(body::jsonb, '{backfill,startedAt}', '"2026-01-01T00:00:00+00:00"')::json WHERE type LIKE 'backfill%'
            """, Token);
        foreach (var database in new[] { Database, elsewhere })
            await database.ExecuteAsync("UPDATE migrator.backfills SET started_at = '2026-01-01T00:00:00Z'", Token);

        Assert.Equal(20, (await worker.Admin.GetBackfillPaceAsync("shop", 1, Token)).Points[^1].Processed);
        Assert.Equal(1, (await worker.Admin.GetBackfillPaceAsync("elsewhere", 1, Token)).Points[^1].Processed);

        // As in a database that was thrown away and made anew.
        await Database.ExecuteAsync("UPDATE migrator.backfills SET started_at = started_at + interval '1 microsecond'", Token);
        Assert.Empty((await worker.Admin.GetBackfillPaceAsync("shop", 1, Token)).Points);
    }

    [Theory]
    [InlineData("shop", 2)]
    [InlineData("nowhere", 1)]
    public async Task What_does_not_exist_has_no_pace(string database, long id)
    {
        await using var worker = await StartAsync();
        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.GetBackfillPaceAsync(database, id, Token));
        Assert.Equal(404, refused.Status);
    }

    private static void IsInOrder(BackfillPaceDocument pace)
    {
        Assert.Equal(pace.Points.OrderBy(point => point.At), pace.Points);
        Assert.Equal(pace.Points.Select(point => point.Processed).Order(), pace.Points.Select(point => point.Processed));
        Assert.InRange(pace.Points.Count, 1, BackfillPaceStore.MostPoints);
    }

    /// <summary>A run of a backfill that told of it ten thousand times, once a second.</summary>
    private async Task<Guid> WithManyEventsAsync(WorkerHost worker)
    {
        await WithSlowBackfillAsync(20, millisecondsEach: 1);
        var run = await RunAsync(worker, Migrate());
        await Platform.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO run_events (run_id, id, at, type, body)
            SELECT run_id, 100 + i, at + i * interval '1 second', 'backfillProgress',
                jsonb_set(jsonb_set(body::jsonb, '{"{type}"}', '"backfillProgress"'), '{"{backfill,processed}"}', to_jsonb(i))::json
            FROM run_events, generate_series(1, {Many}) i WHERE type = 'backfillEnded'
            """), Token);
        await Platform.ExecuteAsync("DELETE FROM run_events WHERE type LIKE 'backfill%' AND id < 100", Token);
        return run.Id;
    }
}
