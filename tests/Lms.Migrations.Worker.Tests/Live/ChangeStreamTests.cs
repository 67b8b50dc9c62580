using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Lms.Contracts.Access;
using Lms.Contracts.Changes;
using Lms.Contracts.Client;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Live;

/// <summary>Being told that something changed.</summary>
public sealed class ChangeStreamTests(PostgresServer server) : WorkerTest(server)
{
    private static readonly ChangeDocument All = new(ChangeKinds.All, Run: null);
    private static readonly ChangeDocument Windows = new(ChangeKinds.Windows, Run: null);

    [Fact]
    public async Task A_watcher_is_told_to_look_at_everything_and_then_of_the_windows_and_of_each_run()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        await using var changes = Watch(worker.Admin);
        Assert.Equal(All, await NextAsync(changes));

        var freeze = await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking"), Token);
        Assert.Equal(Windows, await NextAsync(changes));
        await worker.Admin.RemoveFreezeAsync(freeze.Id, reason: null, Token);
        Assert.Equal(Windows, await NextAsync(changes));
        var window = await worker.Admin.AddWindowAsync(new NewWindowDocument("daily 02:00-03:00 UTC"), Token);
        Assert.Equal(Windows, await NextAsync(changes));
        await worker.Admin.RemoveWindowAsync(window.Id, reason: null, Token);
        Assert.Equal(Windows, await NextAsync(changes));

        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        do
        {
            Assert.Equal(new ChangeDocument(ChangeKinds.Run, run.Id), await NextAsync(changes));
        }
        while ((await worker.Admin.GetRunAsync(run.Id, Token)).State != RunStates.Succeeded);
    }

    [Fact]
    public async Task What_another_worker_does_is_told_as_well()
    {
        var setup = NewSetup();
        await using var first = await StartAsync(setup.For("first"));
        await using var second = await StartAsync(setup.For("second"));
        await using var changes = Watch(second.Admin);
        Assert.Equal(All, await NextAsync(changes));

        var freeze = await first.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking"), Token);

        Assert.Equal(Windows, await NextAsync(changes));
        Assert.Equal(freeze.Id, (await second.Admin.ListWindowsAsync(Token)).Freezes.Single().Id);
    }

    [Fact]
    public async Task What_is_asked_for_after_a_message_is_no_older_than_what_it_tells_of()
    {
        Catalog.WithTable("001", "one").With("002-slow.sql", "-- migrate:up\nSELECT pg_sleep(4);\n-- migrate:down\nSELECT 1;\n");
        await using var worker = await StartAsync();
        await using var changes = Watch(worker.Admin);
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);

        // Asked at each message and at no other time: an answer from before the first step was done would stay the last one for seconds.
        var seen = new List<int?>();
        while (seen.LastOrDefault() != 2)
        {
            await NextAsync(changes);
            seen.Add((await worker.Admin.GetDatabaseAsync("shop", Token)).Applied);
        }

        Assert.Contains(1, seen);
        await EndAsync(worker, run.Id);
    }

    [Fact]
    public async Task However_fast_events_of_a_run_follow_each_other_it_is_told_of_once_in_50_milliseconds()
    {
        await using var worker = await StartAsync();
        await using var changes = Watch(worker.Admin);
        Assert.Equal(All, await NextAsync(changes));
        var (run, last) = (Guid.NewGuid(), Guid.NewGuid());

        var began = Stopwatch.StartNew();
        await Platform.ExecuteAsync($"""
            DO $$ BEGIN
                FOR number IN 1..100 LOOP PERFORM pg_sleep(0.004), pg_notify('{RunEventStore.Channel}', '{run}'); COMMIT; END LOOP;
                PERFORM pg_notify('{RunEventStore.Channel}', '{last}');
            END $$
            """, Token);
        var told = new List<Guid?>();
        while (told.LastOrDefault() != last)
            told.Add((await NextAsync(changes)).Run);

        Assert.All(told.SkipLast(1), id => Assert.Equal(run, id));
        // The last two may come in one.
        Assert.InRange(told.Count, 2, 2 + (int)(began.Elapsed / TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task When_signals_were_lost_everything_is_to_be_looked_at_anew()
    {
        await using var worker = await StartAsync();
        await using var changes = Watch(worker.Admin);
        Assert.Equal(All, await NextAsync(changes));

        Assert.Equal(1, await Platform.ScalarAsync<long>(
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{Platform.Name}' AND query LIKE 'LISTEN %'", Token));

        Assert.Equal(All, await NextAsync(changes));
    }

    [Theory]
    [InlineData("pause", "resume")]
    [InlineData("cancel", null)]
    public async Task Steering_a_backfill_that_no_run_is_at_work_on_is_told(string word, string? next)
    {
        await WithSlowBackfillAsync(400, millisecondsEach: 5);
        var run = await LeaveABackfillAsync();
        await using var worker = await StartAsync();
        Assert.Equal("interrupted", (await worker.Admin.ListBackfillsAsync("shop", Token)).Backfills.Single().State);
        await using var changes = Watch(worker.Admin);
        Assert.Equal(All, await NextAsync(changes));

        foreach (var steering in new[] { word, next }.OfType<string>())
        {
            var steered = await worker.Admin.SteerBackfillAsync("shop", 1, steering, reason: null, Token);
            Assert.Equal(new ChangeDocument(ChangeKinds.Run, run), await NextAsync(changes));
            // Also in the list, which many ask for and which is shared among them.
            Assert.Equal(steered.State, (await worker.Admin.ListBackfillsAsync("shop", Token)).Backfills.Single().State);
        }
    }

    [Fact]
    public async Task A_client_that_was_cut_off_comes_back_by_itself_and_looks_at_everything()
    {
        await using var worker = await StartAsync();
        await using var relay = new Relay(worker.Address);
        using var client = new LmsClient(relay.Address, worker.Setup.AdminToken);
        await using var changes = Watch(client);
        for (var connection = 0; connection < 3; connection++)
        {
            Assert.Equal(All, await NextAsync(changes));
            relay.Cut();
        }

        Assert.Equal(All, await NextAsync(changes));
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking"), Token);
        Assert.Equal(Windows, await NextAsync(changes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("17")]
    [InlineData("no number")]
    public async Task A_message_has_no_id_and_whoever_sends_one_begins_with_everything_all_the_same(string? lastEventId)
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var answer = await OpenAsync(http, lastEventId);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        await using var messages = SseParser.Create(body).EnumerateAsync(Token).GetAsyncEnumerator(Token);

        Assert.True(await messages.MoveNextAsync());

        Assert.Equal(("change", null), (messages.Current.EventType, messages.Current.EventId));
        Assert.Equal("""{"what":"all","run":null}""", messages.Current.Data);
        Assert.Equal(All, JsonSerializer.Deserialize(messages.Current.Data, ContractJson.Default.ChangeDocument));
    }

    [Fact]
    public async Task Whoever_watches_does_not_keep_a_worker_from_stopping()
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var answer = await OpenAsync(http, lastEventId: null);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var reading = SseParser.Create(body).EnumerateAsync(Token).CountAsync(Token).AsTask();

        await worker.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(1, await reading.WaitAsync(TimeSpan.FromSeconds(5), Token));
    }

    [Fact]
    public async Task Whoever_watches_is_told_nothing_more_once_their_token_is_revoked()
    {
        await using var worker = await StartAsync();
        var made = await worker.Admin.CreateTokenAsync(new NewTokenDocument("ada", "viewer", LifetimeHours: 1), Token);
        await using var changes = Watch(worker.ClientWith(made.Secret));
        Assert.Equal(All, await NextAsync(changes));

        await worker.Admin.RevokeTokenAsync(made.Token.Id, Token);
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking"), Token);

        var refused = await Assert.ThrowsAsync<ApiException>(() => NextAsync(changes));
        Assert.Equal(401, refused.Status);
    }

    private static IAsyncEnumerator<ChangeDocument> Watch(LmsClient client) => client.WatchChangesAsync(Token).GetAsyncEnumerator(Token);

    private static async Task<ChangeDocument> NextAsync(IAsyncEnumerator<ChangeDocument> changes)
    {
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
        return changes.Current;
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient http, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    /// <summary>A backfill that somebody began without a worker, and left.</summary>
    /// <returns>Its run, which is none of the workers'.</returns>
    private async Task<Guid> LeaveABackfillAsync()
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var runner = new MigrationRunner(
            new DatabaseTarget("shop", DatabaseEngine.PostgreSql, Database.ConnectionString, Catalog.Path), new MigrationRunnerOptions(), new RunContext("ada"));
        var running = runner.RunPendingMigrationsAsync(left.Token);
        await UnderWayAsync();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        return await Database.ScalarAsync<Guid>("SELECT run_id FROM migrator.backfills", Token);
    }
}
