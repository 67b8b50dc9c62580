using System.Net;
using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Testing;
using RemoteWorker = Lms.Cli.Databases.Remote.Worker;

namespace Lms.Cli.Tests.Server;

/// <summary>A request for a run, when its answer is lost.</summary>
public sealed class RunRequestDeliveryTests(PostgresServer server) : ServerTest(server)
{
    private static readonly Uri Nowhere = new("http://worker.invalid");

    private static RunRequestDocument Request => new Change.Migrate(new MigrateRequest()).ToRequest("main", RunTerms.Usual, reason: null);

    [Theory(Timeout = 120_000)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(null)]
    public async Task A_request_that_arrived_and_whose_answer_did_not_is_one_run(HttpStatusCode? instead)
    {
        Catalog.WithTable("001", "one");
        var lost = 0;
        InBetween? proxy = null;
        using var owned = proxy = new InBetween(async (request, cancellationToken) =>
        {
            var answer = await proxy!.PassAsync(request, cancellationToken);
            if (++lost > 3)
                return answer;

            answer.Dispose();
            return instead is { } status ? InBetween.Page(status) : throw new HttpRequestException("Cut.");
        });
        using var worker = NewWorker(new Uri(Worker.Url), proxy, TimeProvider.System);

        var taken = await worker.SendAsync(Request, Token);

        Assert.Equal(4, lost);
        Assert.Equal(taken.Id, await OnlyRunAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task After_half_a_minute_it_is_said_that_it_may_have_been_taken_and_where_to_look()
    {
        var time = new ManualTime();
        using var proxy = new InBetween(_ => InBetween.Page(HttpStatusCode.BadGateway));
        using var worker = NewWorker(Nowhere, proxy, time);

        var sending = worker.SendAsync(Request, Token);
        await time.AdvanceUntilAsync(sending, Token);

        var failure = (await Assert.ThrowsAsync<ApiException>(() => sending)).Failure;
        Assert.Equal(3, failure.ExitCode);
        Assert.Contains("Whether the run was taken is not known.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("lms run list", failure.WayOut, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_worker_refuses_is_asked_once()
    {
        var asked = 0;
        using var proxy = new InBetween(_ =>
        {
            asked++;
            return InBetween.Page(HttpStatusCode.InternalServerError);
        });
        using var worker = NewWorker(Nowhere, proxy, TimeProvider.System);

        await Assert.ThrowsAsync<ApiException>(() => worker.SendAsync(Request, Token));

        Assert.Equal(1, asked);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_leaves_before_the_answer_waits_a_few_seconds_for_it_and_is_told_what_is_not_known()
    {
        var time = new ManualTime();
        using var silent = new InBetween(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        });
        using var worker = NewWorker(Nowhere, silent, time);
        using var controlC = new CancellationTokenSource();

        var sending = worker.SendAsync(Request, controlC.Token);
        await controlC.CancelAsync();
        await time.AdvanceUntilAsync(sending, Token);

        var failure = (await Assert.ThrowsAsync<ApiException>(() => sending)).Failure;
        Assert.Equal(("cancelled", ExitCode.Cancelled), (failure.Kind, failure.ExitCode));
        Assert.DoesNotContain("nothing was left", failure.Message, StringComparison.Ordinal);
        Assert.Contains("lms run list", failure.WayOut, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    }

    private static RemoteWorker NewWorker(Uri address, HttpMessageHandler proxy, TimeProvider time) =>
        new(new LmsClient(address, WorkerProcess.Bootstrap, proxy, time), new NeverAsked(), reason: null, time);

    private sealed class NeverAsked : IWatchInterruption
    {
        public Task<bool> WantsCancelAsync() => throw new InvalidOperationException("Nothing is watched.");

        public void AnnounceAnswer() => throw new InvalidOperationException("Nobody interrupts.");
    }
}
