using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Lms.Contracts.Backfills;
using Lms.Contracts.Client;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Tests.Api;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Live;

/// <summary>Watching a run as it goes over the wire.</summary>
public sealed class RunStreamTests(PostgresServer server) : WorkerTest(server)
{
    private const int Watchers = 50;

    [Fact]
    public async Task A_stream_carries_every_event_once_with_its_id_and_resumes_behind_any_of_them()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await using var worker = await StartAsync();
        var run = await RunAsync(worker, Migrate());

        var all = await ReadAsync(worker, run.Id, lastEventId: null);
        var ids = all.Select(message => long.Parse(message.EventId!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, ids.Count).Select(id => (long)id), ids);
        Assert.Equal(run.LastEvent, ids[^1]);
        Assert.All(all, message =>
        {
            using var data = JsonDocument.Parse(message.Data);
            Assert.Equal(message.EventType, data.RootElement.GetProperty("event").GetProperty("type").GetString());
            Assert.Equal(message.EventId, data.RootElement.GetProperty("id").GetRawText());
        });
        foreach (var seen in ids)
        {
            var rest = await ReadAsync(worker, run.Id, seen.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(all.Skip((int)seen).Select(message => message.Data), rest.Select(message => message.Data));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task Whoever_comes_back_behind_the_last_event_of_a_run_that_is_over_is_told_to_stop(int further)
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var run = await RunAsync(worker, Migrate());
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewRequest(run.Id, $"{run.LastEvent + further}");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task A_stream_from_behind_the_last_event_ends_with_the_run()
    {
        await WithSlowBackfillAsync(200, millisecondsEach: 4);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();

        Assert.Empty(await ReadAsync(worker, run.Id, lastEventId: "100000"));

        Assert.NotNull((await worker.Admin.GetRunAsync(run.Id, Token)).EndedAt);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_place_that_is_none_is_refused(string lastEventId)
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        var run = await RunAsync(worker, Migrate());
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewRequest(run.Id, lastEventId);
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Last-Event-ID", await ProblemAssert.IsProblemAsync(answer, lastEventId, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_not_watched()
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewRequest(Guid.NewGuid(), lastEventId: null);
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await ProblemAssert.IsProblemAsync(answer, "stream", Token);
    }

    [Fact]
    public async Task Many_who_watch_from_different_moments_on_are_told_the_same_story()
    {
        await WithSlowBackfillAsync(1_000, millisecondsEach: 2);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);

        var watching = Enumerable.Range(0, Watchers).Select(async number =>
        {
            await Task.Delay(number * 20, Token);
            return await ReadAsync(worker, run.Id, lastEventId: null);
        });
        var stories = await Task.WhenAll(watching);

        Assert.All(stories, story => Assert.Equal(stories[0].Select(message => message.Data), story.Select(message => message.Data)));
        Assert.Equal(Enumerable.Range(1, stories[0].Count).Select(id => $"{id}"), stories[0].Select(message => message.EventId));
    }

    [Fact]
    public async Task A_client_whose_connection_is_cut_again_and_again_misses_nothing_and_sees_nothing_twice()
    {
        await WithSlowBackfillAsync(1_000, millisecondsEach: 3);
        await using var worker = await StartAsync(Finely(NewSetup()));
        await using var relay = new Relay(worker.Address);
        using var client = new LmsClient(relay.Address, worker.Setup.AdminToken);
        var run = await client.StartRunAsync(Migrate(), Token);

        using var over = new CancellationTokenSource();
        var cutting = CutAsync(relay, over.Token);
        var seen = new List<long>();
        await foreach (var happened in client.WatchRunAsync(run.Id, after: 0, Token))
            seen.Add(happened.Id);
        await over.CancelAsync();
        await cutting;

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(id => (long)id), seen);
        Assert.Equal((await worker.Admin.GetRunAsync(run.Id, Token)).LastEvent, seen[^1]);
        Assert.True(relay.Connections > 3, $"It was cut {relay.Connections} times only.");
    }

    [Fact]
    public async Task Watching_goes_on_while_the_platform_database_is_away_for_a_moment()
    {
        await WithSlowBackfillAsync(600, millisecondsEach: 4);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        var watching = ReadAsync(worker, run.Id, lastEventId: null);
        await UnderWayAsync();

        await Platform.ExecuteAsync("ALTER TABLE run_events RENAME TO hidden", Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        await Platform.ExecuteAsync("ALTER TABLE hidden RENAME TO run_events", Token);
        var story = await watching;

        Assert.Equal(Enumerable.Range(1, story.Count).Select(id => $"{id}"), story.Select(message => message.EventId));
        Assert.Equal("succeeded", (await worker.Admin.GetRunAsync(run.Id, Token)).State);
    }

    [Fact]
    public async Task A_backfill_is_watched_until_it_moves_no_more()
    {
        await WithSlowBackfillAsync(600, millisecondsEach: 4);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();

        var looks = new List<BackfillDocument>();
        await foreach (var look in worker.Admin.WatchBackfillAsync("shop", 1, Token))
            looks.Add(look);

        Assert.Equal("succeeded", looks[^1].State);
        Assert.True(looks.Count > 2, $"It was seen {looks.Count} times.");
        Assert.Equal(looks.Select(look => look.Processed).Order(), looks.Select(look => look.Processed));
        Assert.Equal((run.Id, 600), (looks[^1].RunId, looks[^1].Modified));
    }

    [Fact]
    public async Task A_backfills_stream_resumes_with_what_has_changed_and_stops_whoever_has_seen_its_end()
    {
        await WithSlowBackfillAsync(300, millisecondsEach: 4);
        await using var worker = await StartAsync(Finely(NewSetup()));
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        var early = (await ReadBackfillAsync(worker, lastEventId: null, most: 1)).Single();

        var rest = await ReadBackfillAsync(worker, early.EventId, most: int.MaxValue);

        Assert.DoesNotContain(early.EventId, rest.Select(look => look.EventId));
        Assert.Equal(rest.Count, rest.Select(look => look.EventId).Distinct().Count());
        Assert.Equal("succeeded", JsonSerializer.Deserialize(rest[^1].Data, ContractJson.Default.BackfillDocument)!.State);
        await EndAsync(worker, run.Id);
        // Seen once more, for a run may still change what is said of its backfill while it ends.
        var end = (await ReadBackfillAsync(worker, lastEventId: null, most: int.MaxValue))[^1];
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewBackfillRequest(end.EventId);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static async Task CutAsync(Relay relay, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(300, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            relay.Cut();
        }
    }

    private static async Task<IReadOnlyList<SseItem<string>>> ReadAsync(WorkerHost worker, Guid run, string? lastEventId)
    {
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewRequest(run, lastEventId);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return [];
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var messages = new List<SseItem<string>>();
        await foreach (var message in SseParser.Create(body).EnumerateAsync(Token))
        {
            messages.Add(message);
            if (JsonSerializer.Deserialize(message.Data, ContractJson.Default.RunEventDocument)!.Event is StateChangedEvent { To: "succeeded" or "failed" or "cancelled" })
                break;
        }

        return messages;
    }

    private static async Task<IReadOnlyList<SseItem<string>>> ReadBackfillAsync(WorkerHost worker, string? lastEventId, int most)
    {
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var request = NewBackfillRequest(lastEventId);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var looks = new List<SseItem<string>>();
        await foreach (var look in SseParser.Create(body).EnumerateAsync(Token))
        {
            looks.Add(look);
            if (looks.Count == most)
                break;
        }

        return looks;
    }

    private static HttpRequestMessage NewBackfillRequest(string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/databases/shop/backfills/1/stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return request;
    }

    private static HttpRequestMessage NewRequest(Guid run, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{run}/stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return request;
    }
}
