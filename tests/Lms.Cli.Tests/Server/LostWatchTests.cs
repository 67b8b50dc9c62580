using System.Net;
using Lms.Cli.Databases.Remote;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>A run that is watched, while worker, connection or watcher come and go.</summary>
public sealed class LostWatchTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_stops_answering_is_given_up_and_the_run_is_named()
    {
        await WithGateAsync("001");
        var time = new ManualTime();
        await using var relay = new Relay(new Uri(Worker.Url));
        using var client = new LmsClient(relay.Address, WorkerProcess.Bootstrap, handler: null, time);
        var run = await AskedForAsync(client);
        var watching = WatchAsync(client, run, new Answer(_ => Task.FromResult(false)), CancellationToken.None, time);
        await AtGateAsync();

        // Stopped by a signal, its connections are accepted all the same: the kernel does.
        relay.IsStuck = true;
        relay.Cut();
        await time.AdvanceUntilAsync(watching, Token);

        var failure = (await Assert.ThrowsAsync<ApiException>(() => watching)).Failure;
        Assert.Equal((3, "workerUnreachable"), (failure.ExitCode, failure.Cause));
        Assert.Contains($"Run {run.Id} is out of sight.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"lms run watch {run.Id}", failure.WayOut, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3.5));
        await OpenGateAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_goes_away_between_the_last_event_and_the_last_look_is_asked_again()
    {
        Catalog.WithTable("001", "one");
        var lost = 0;
        InBetween? proxy = null;
        using var owned = proxy = new InBetween(async (request, cancellationToken) =>
        {
            var answer = await proxy!.PassAsync(request, cancellationToken);
            if (!IsLook(request) || !(await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("\"succeeded\"", StringComparison.Ordinal) || ++lost > 3)
                return answer;

            answer.Dispose();
            return lost == 2 ? InBetween.Page(HttpStatusCode.BadGateway) : throw new HttpRequestException("Cut.");
        });
        using var client = NewClient(proxy);
        var run = await AskedForAsync(client);
        var handle = new RemoteRun(client, run, new Answer(_ => Task.FromResult(false)), TimeProvider.System).Watch(CancellationToken.None);

        var told = await handle.Events.ToListAsync(Token);

        Assert.Equal(4, lost);
        Assert.Single(Assert.IsType<RunCompleted>(told[^1]).Result.Steps);
        Assert.Equal("succeeded", handle.Ended()?.State);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancel_that_was_typed_arrives_although_the_worker_was_away_at_that_moment()
    {
        await WithGateAsync("001");
        var lost = 0;
        using var proxy = new InBetween(request => IsCancel(request) && ++lost <= 3 ? throw new HttpRequestException("Cut.") : null);
        using var client = NewClient(proxy);
        using var controlC = new CancellationTokenSource();
        var watching = WatchAsync(client, await AskedForAsync(client), new Answer(_ => Task.FromResult(true)), controlC.Token);
        await AtGateAsync();
        await controlC.CancelAsync();

        await Assert.ThrowsAsync<RunCancelledException>(() => watching);
        Assert.Equal(4, lost);
        Assert.False(await ExistsAsync("slow"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_may_not_cancel_is_told_that_the_run_goes_on_and_which_one()
    {
        await WithGateAsync("001");
        var viewer = await TokenForAsync("vera", "viewer");
        using var admin = NewClient(handler: null);
        var run = await AskedForAsync(admin);
        using var client = new LmsClient(new Uri(Worker.Url), viewer);
        using var controlC = new CancellationTokenSource();
        var watching = WatchAsync(client, run, new Answer(_ => Task.FromResult(true)), controlC.Token);
        await AtGateAsync();
        await controlC.CancelAsync();

        var failure = (await Assert.ThrowsAsync<ApiException>(() => watching)).Failure;
        Assert.Equal(("forbidden", 5), (failure.Kind, failure.ExitCode));
        Assert.Contains($"Run {run.Id} goes on; it could not be cancelled.", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"lms run cancel {run.Id}", failure.WayOut, StringComparison.Ordinal);
        await OpenGateAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_that_ends_while_its_watcher_thinks_is_told_as_ended()
    {
        await WithGateAsync("001");
        using var client = NewClient(handler: null);
        using var controlC = new CancellationTokenSource();
        var slow = new Answer(async run =>
        {
            await OpenGateAsync();
            while (!RunStates.IsOver((await client.GetRunAsync(run, Token)).State))
                await Task.Delay(20, Token);
            return false;
        });
        var watching = WatchAsync(client, await AskedForAsync(client), slow, controlC.Token);
        await AtGateAsync();
        await controlC.CancelAsync();

        Assert.IsType<RunCompleted>((await watching)[^1]);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_a_run_is_queued_behind_is_asked_until_it_is_known_and_never_the_run_itself()
    {
        await WithGateAsync("001");
        var looks = 0;
        using var proxy = new InBetween(request => request.RequestUri!.AbsolutePath.EndsWith("/runs", StringComparison.Ordinal)
            && request.Method == HttpMethod.Get && ++looks == 1
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{ "runs": [], "next": null }""") }
                : null);
        using var client = NewClient(proxy);
        using var direct = NewClient(handler: null);
        var waits = new RunWaits(direct, TimeProvider.System);
        var first = await AskedForAsync(client);
        await AtGateAsync();
        var second = await AskedForAsync(client);
        Assert.Equal(first.Id, Assert.IsType<RunWait.Turn>(await waits.TurnAsync(second.Id, "main", Token)).Ahead.Id);
        Assert.Null(await waits.TurnAsync(first.Id, "main", Token));

        var told = new List<RunWait>();
        var watched = new RemoteRun(client, second, new Answer(_ => Task.FromResult(false)), TimeProvider.System).Watch(CancellationToken.None);
        await foreach (var happened in watched.Events)
        {
            if (happened is not RunMoved { Wait: { } wait })
                continue;

            told.Add(wait);
            await OpenGateAsync();
        }

        Assert.Equal(first.Id, Assert.IsType<RunWait.Turn>(Assert.Single(told)).Ahead.Id);
        Assert.Equal(2, looks);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_run_waits_for_is_found_out_soon_or_not_at_all()
    {
        var time = new ManualTime();
        using var silent = new InBetween(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        });
        using var client = new LmsClient(new Uri(Worker.Url), WorkerProcess.Bootstrap, silent, time);
        var waits = new RunWaits(client, time);
        using var controlC = new CancellationTokenSource();

        var interrupted = waits.OfAsync(Guid.NewGuid(), RunStates.Queued, controlC.Token);
        await controlC.CancelAsync();
        Assert.Null(await interrupted);

        var bounded = waits.OfAsync(Guid.NewGuid(), RunStates.Queued, CancellationToken.None);
        await time.AdvanceUntilAsync(bounded, Token);
        Assert.Null(await bounded);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    }

    private LmsClient NewClient(HttpMessageHandler? handler) => new(new Uri(Worker.Url), WorkerProcess.Bootstrap, handler);

    private static Task<RunDocument> AskedForAsync(LmsClient client) => client.StartRunAsync(
        new RunRequestDocument { RequestId = $"{Guid.NewGuid()}", Database = "main", Kind = RunKinds.Migrate }, Token);

    private static Task<List<MigrationEvent>> WatchAsync(
        LmsClient client, RunDocument run, Answer answer, CancellationToken controlC, TimeProvider? time = null)
    {
        answer.Run = run.Id;
        return new RemoteRun(client, run, answer, time ?? TimeProvider.System).Watch(controlC).Events.ToListAsync(Token).AsTask();
    }

    private static bool IsLook(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get && Guid.TryParse(request.RequestUri!.Segments[^1], out _);

    private static bool IsCancel(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/cancel", StringComparison.Ordinal);

    /// <summary>Whoever sits at the keyboard.</summary>
    private sealed class Answer(Func<Guid, Task<bool>> wantsCancel) : IWatchInterruption
    {
        public Guid Run { get; set; }

        public Task<bool> WantsCancelAsync() => wantsCancel(Run);

        public void AnnounceAnswer()
        {
            // Nobody reads it here.
        }
    }
}
