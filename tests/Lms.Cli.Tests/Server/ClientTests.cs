using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lms.Contracts.Changes;
using Lms.Contracts.Client;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Planning;

namespace Lms.Cli.Tests.Server;

/// <summary>The client alone: whatever may happen between it and a worker.</summary>
public sealed class ClientTests
{
    private static readonly Uri Nowhere = new("http://worker.invalid");
    private static readonly Guid Run = Guid.NewGuid();

    /// <summary>One way to ask for each way in which answers are read.</summary>
    public static TheoryData<string> Questions { get; } = ["get", "post", "delete", "export", "watch"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Questions))]
    public async Task A_connection_that_does_not_come_about_is_no_answer_and_no_cancelling(string question)
    {
        var time = new ManualTime();
        using var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(50),
            ConnectCallback = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                throw new InvalidOperationException("Nothing ends this wait.");
            },
        };
        using var client = new LmsClient(Nowhere, token: null, sockets, time);

        var asked = AskAsync(client, question);
        await time.AdvanceUntilAsync(asked, Token);

        var exception = await Assert.ThrowsAsync<ApiException>(() => asked);
        Assert.Equal((null, 3, "workerUnreachable"), (exception.Status, exception.Failure.ExitCode, exception.Failure.Cause));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Questions))]
    public async Task A_worker_that_accepts_and_stays_silent_is_given_up_in_time(string question)
    {
        var time = new ManualTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new LmsClient(AddressOf(listener), token: null, handler: null, time);

        var asked = AskAsync(client, question);
        await time.AdvanceUntilAsync(asked, Token);

        var exception = await Assert.ThrowsAsync<ApiException>(() => asked);
        Assert.Contains("it did not answer within ", exception.Message, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(99), TimeSpan.FromMinutes(3));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("get")]
    [InlineData("export")]
    public async Task An_answer_that_stops_in_its_middle_is_given_up_in_time(string question)
    {
        var time = new ManualTime();
        var body = new Pipe();
        await body.Writer.WriteAsync("{ "u8.ToArray(), Token);
        using var silent = new InBetween(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body.Reader.AsStream()) });
        using var client = new LmsClient(Nowhere, token: null, silent, time);

        var asked = AskAsync(client, question);
        await time.AdvanceUntilAsync(asked, Token);

        var exception = await Assert.ThrowsAsync<ApiException>(() => asked);
        Assert.Contains("it broke off in the middle of its answer: Nothing was heard for 100 s.", exception.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_quiet_stream_may_break_as_often_as_it_likes_while_something_is_heard_between()
    {
        var time = new ManualTime();
        var connections = new List<Pipe>();
        using var proxy = new InBetween(_ =>
        {
            // What is said has been heard by the time the clock goes on.
            connections.Add(new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1)));
            return InBetween.Events(connections[^1].Reader.AsStream());
        });
        using var client = new LmsClient(Nowhere, token: null, proxy, time);
        var watching = WatchAsync(client);

        // Three minutes each, in which nothing happens.
        for (var connection = 1; connection <= 3; connection++)
        {
            await UntilAsync(() => connections.Count == connection, time);
            for (var heartbeat = 0; heartbeat < 12; heartbeat++)
            {
                await SayAsync(connections[^1], ": still here\n\n");
                time.Advance(TimeSpan.FromSeconds(15));
            }

            await connections[^1].Writer.CompleteAsync(new IOException("Cut."));
        }

        await UntilAsync(() => connections.Count == 4, time);
        await SayAsync(connections[^1], Message(1, """{ "type": "stateChanged", "from": "running", "to": "succeeded", "by": "worker-1", "reason": null }"""));

        Assert.Single(await watching);
    }

    [Fact(Timeout = 60_000)]
    public async Task Streams_that_end_before_anything_is_said_are_given_up_after_two_minutes()
    {
        var time = new ManualTime();
        using var proxy = new InBetween(_ => InBetween.Events(Stream.Null));
        using var client = new LmsClient(Nowhere, token: null, proxy, time);

        var watching = WatchAsync(client);
        await time.AdvanceUntilAsync(watching, Token);

        var exception = await Assert.ThrowsAsync<ApiException>(() => watching);
        Assert.Contains("ends at once", exception.Message, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.5));
    }

    [Fact(Timeout = 60_000)]
    public async Task Changes_are_waited_for_however_long_no_worker_answers()
    {
        var time = new ManualTime();
        var isBack = false;
        using var proxy = new InBetween(_ => isBack
            ? InBetween.Events(new MemoryStream("event: change\ndata: {\"what\":\"all\",\"run\":null}\n\n"u8.ToArray()))
            : InBetween.Page(HttpStatusCode.BadGateway));
        using var client = new LmsClient(Nowhere, token: null, proxy, time);
        var watching = client.WatchChangesAsync(Token).FirstAsync(Token).AsTask();

        await UntilAsync(() => time.Elapsed > TimeSpan.FromMinutes(10) || watching.IsCompleted, time, TimeSpan.FromSeconds(1));
        Assert.False(watching.IsCompleted);
        isBack = true;
        await time.AdvanceUntilAsync(watching, Token);

        Assert.Equal(new ChangeDocument(ChangeKinds.All, Run: null), await watching);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_page_in_place_of_events_is_told_at_once()
    {
        using var proxy = new InBetween(_ => InBetween.Page(HttpStatusCode.OK));
        using var client = new LmsClient(Nowhere, token: null, proxy);

        Assert.Equal(200, (await Assert.ThrowsAsync<ApiException>(() => WatchAsync(client))).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_newer_worker_tells_is_passed_over()
    {
        using var newer = Telling(
            """{ "type": "teleported", "distance": 7 }""",
            """{ "type": "seederStarted", "called": "users" }""",
            """{ "type": "stateChanged", "from": null, "to": "succeeded", "by": "worker-1", "reason": null, "mood": "good" }""");
        using var client = new LmsClient(Nowhere, token: null, newer);

        var told = (await WatchAsync(client)).ConvertAll(happened => happened.Event);

        Assert.Equal([new UnknownEvent("teleported"), new UnknownEvent("seederStarted"), new StateChangedEvent(null, "succeeded", "worker-1", null)], told);
        Assert.Null(told[0].ToEvent("main", Direction.Up));
        Assert.Null(new HookStartedEvent("backup", "during").ToEvent("main", Direction.Up));
        Assert.Null(new PlannedEvent("sideways", []).ToEvent("main", Direction.Up));
        Assert.Null(new StepStartedEvent(new StepReference("v1", "one"), 1, 1).ToEvent("main", Direction.Up));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("""{ "type": "stateChanged", "into": "succeeded" }""")]
    [InlineData("""{ "distance": 7 }""")]
    [InlineData("7")]
    public async Task What_must_be_understood_and_cannot_be_ends_the_watch_in_words(string told)
    {
        using var stranger = Telling(told);
        using var client = new LmsClient(Nowhere, token: null, stranger);

        var exception = await Assert.ThrowsAsync<ApiException>(() => WatchAsync(client));
        Assert.Contains("does not speak as a worker does", exception.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("\"no\"")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "failure": null }""")]
    [InlineData("""{ "failure": "no" }""")]
    [InlineData("""{ "failure": {} }""")]
    [InlineData("""{ "failure": { "kind": null, "exitCode": 1, "message": "no" } }""")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task A_failure_in_other_words_than_a_workers_is_told_with_its_status(string body)
    {
        using var proxy = new InBetween(_ => new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", "text/html; charset=martian" } } },
        });
        using var client = new LmsClient(Nowhere, token: null, proxy);

        var exception = await Assert.ThrowsAsync<ApiException>(() => client.GetIdentityAsync(Token));
        Assert.Equal((500, 3), (exception.Status, exception.Failure.ExitCode));
        Assert.Contains("500 Internal Server Error", exception.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Questions))]
    public async Task Nobody_is_followed_elsewhere_with_a_token(string question)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var redirecting = new TcpListener(IPAddress.Loopback, 0);
        redirecting.Start();
        var answering = RedirectAsync(redirecting, $"{AddressOf(elsewhere)}api");
        using var client = new LmsClient(AddressOf(redirecting), "lms_secret");

        var exception = await Assert.ThrowsAsync<ApiException>(() => AskAsync(client, question));
        await answering;

        Assert.Equal((302, 3), (exception.Status, exception.Failure.ExitCode));
        Assert.Contains($"302 to {AddressOf(elsewhere)}api", exception.Message, StringComparison.Ordinal);
        Assert.False(elsewhere.Pending());
    }

    private static Task AskAsync(LmsClient client, string question) => question switch
    {
        "get" => client.GetIdentityAsync(Token),
        "post" => client.CancelRunAsync(Run, reason: null, Token),
        "delete" => client.RemoveFreezeAsync(1, reason: null, Token),
        "export" => client.ExportAuditAsync(Token).ToListAsync(Token).AsTask(),
        "watch" => WatchAsync(client),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "No such question."),
    };

    private static Task<List<RunEventDocument>> WatchAsync(LmsClient client) => client.WatchRunAsync(Run, after: 0, Token).ToListAsync(Token).AsTask();

    private static InBetween Telling(params string[] events) => new(_ =>
        InBetween.Events(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(events.Select((told, index) => Message(index + 1, told)))))));

    private static string Message(int id, string told) =>
        $$"""
        id: {{id}}
        data: { "id": {{id}}, "at": "2026-12-01T01:00:00Z", "event": {{told}} }


        """;

    private static async Task SayAsync(Pipe connection, string text) => await connection.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    /// <summary>Lets short pauses pass.</summary>
    private static async Task UntilAsync(Func<bool> holds, ManualTime time, TimeSpan? each = null)
    {
        while (!holds())
        {
            time.Advance(each ?? TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(5), Token);
        }
    }

    private static Uri AddressOf(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private static async Task RedirectAsync(TcpListener listener, string location)
    {
        using var asked = await listener.AcceptTcpClientAsync(Token);
        var buffer = new byte[4096];
        Assert.NotEqual(0, await asked.GetStream().ReadAsync(buffer, Token));
        await asked.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Token);
    }
}
