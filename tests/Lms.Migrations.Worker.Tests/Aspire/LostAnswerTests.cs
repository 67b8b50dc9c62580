using System.Collections.Concurrent;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Runs;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>What is asked of a coordinator is done once, be its answer lost, its question doubled, or the cluster away.</summary>
public sealed class LostAnswerTests(PostgresServer server) : WorkerTest(server)
{
    private static readonly Caller Alice = new("alice");
    private static readonly Caller Bob = new("bob");

    [Fact]
    public async Task An_answer_that_is_lost_is_found_again_in_the_run()
    {
        Catalog.WithTable("001", "one");
        var loss = new AnswerLoss();
        await using var worker = await WorkerHost.StartAsync(NewSetup("Production"), services => services.AddSingleton<IOutgoingGrainCallFilter>(loss), Token);
        var coordinator = worker.Coordinator;

        // Approved last: until then each of them has something to do, and waits.
        var started = await coordinator.StartAsync(Read(), Alice, Token);
        var rejected = await coordinator.RejectAsync((await coordinator.StartAsync(Read(), Alice, Token)).Id, "no", Bob, Token);
        var cancelled = await coordinator.CancelAsync((await coordinator.StartAsync(Read(), Alice, Token)).Id, "not today", Bob, Token);
        var approved = await coordinator.ApproveAsync(started.Id, started.ApprovalHash, "fine", Bob, Token);

        Assert.Equal(("bob", "fine"), (approved.Approval!.By, approved.Approval.Reason));
        Assert.Equal((RunState.Cancelled, true), (rejected.State, rejected.Cancellation!.IsRejection));
        Assert.Equal((RunState.Cancelled, "not today"), (cancelled.State, cancelled.Cancellation!.Reason));
        Assert.Equal(["ApproveAsync", "CancelAsync", "RejectAsync", "StartAsync"], loss.Lost.Order());
        // What somebody else did before is not taken for one's own.
        await Assert.ThrowsAsync<RunStateException>(() => coordinator.CancelAsync(cancelled.Id, "not today", Bob, Token));
        await Assert.ThrowsAsync<RunStateException>(() => coordinator.ApproveAsync(rejected.Id, rejected.ApprovalHash, "fine", Bob, Token));
    }

    [Fact]
    public async Task A_question_that_is_doubled_on_its_way_is_one_run()
    {
        Catalog.WithTable("001", "one");
        await using var first = await StartAsync(NewSetup().For("first"));
        await using var second = await StartAsync(first.Setup.For("second"));
        var message = StartMessage.Of(Read(), Alice, traceParent: null);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? first : second).Service<IGrainFactory>()
            .GetGrain<IMigrationCoordinatorGrain>("shop").StartAsync(message, Token)));
        var past = await second.Service<QueueCoordinator>().StartAsync(message.ReadRequest(), Bob, Token);

        Assert.All(replies, reply => Assert.Equal((past.Id, null), (reply.Run, reply.Fault)));
        await EndAsync(first, past.Id);
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM migrator.history WHERE kind = 'migrated'", Token));
    }

    [Fact]
    public async Task Whatever_is_asked_is_done_without_the_cluster_when_that_does_not_answer()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await WorkerHost.StartAsync(
            NewSetup(), services => services.AddSingleton<IOutgoingGrainCallFilter>(new Silence()), Token);

        var run = await worker.Coordinator.StartAsync(Read(), Alice, Token);
        var story = new List<long>();
        await foreach (var happened in worker.Coordinator.WatchAsync(run.Id, after: 0, Token))
            story.Add(happened.Id);

        Assert.Equal(RunState.Succeeded, (await worker.Coordinator.FindAsync(run.Id, Token))!.State);
        Assert.Equal(Enumerable.Range(1, story.Count).Select(number => (long)number), story);
        await Assert.ThrowsAsync<RunNotFoundException>(() => worker.Coordinator.CancelAsync(Guid.NewGuid(), null, Alice, Token));
    }

    [Fact]
    public async Task A_stream_that_says_nothing_and_does_not_break_is_done_without()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await WorkerHost.StartAsync(NewSetup(), services => services.AddSingleton<IOutgoingGrainCallFilter>(new Muteness()), Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        var run = await worker.Coordinator.StartAsync(Read(), Alice, Token);
        var story = new List<long>();
        await foreach (var happened in worker.Coordinator.WatchAsync(run.Id, after: 0, patience.Token))
            story.Add(happened.Id);

        var ended = await worker.Coordinator.FindAsync(run.Id, Token);
        Assert.Equal((RunState.Succeeded, story.Count), (ended!.State, ended.LastEvent));
        Assert.Equal(Enumerable.Range(1, story.Count).Select(number => (long)number), story);
    }

    private static RunRequest Read() => RunRequest.Read(Migrate());

    /// <summary>Loses the first answer to each kind of question: it was done, and nobody hears of it.</summary>
    private sealed class AnswerLoss : IOutgoingGrainCallFilter
    {
        private readonly ConcurrentDictionary<string, bool> lost = new();

        public IEnumerable<string> Lost => lost.Keys;

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            await context.Invoke();
            if (context.InterfaceMethod?.DeclaringType == typeof(IMigrationCoordinatorGrain) && lost.TryAdd(context.InterfaceMethod.Name, true))
                throw new TimeoutException("the answer was lost");
        }
    }

    /// <summary>A cluster that answers nobody who asks for a coordinator.</summary>
    private sealed class Silence : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) => $"{context.TargetId}".Contains("migrationcoordinator", StringComparison.OrdinalIgnoreCase)
            ? throw new SiloUnavailableException("nobody is there")
            : context.Invoke();
    }

    /// <summary>Streams whose messages are lost: they tell nothing, and do not break.</summary>
    private sealed class Muteness : IOutgoingGrainCallFilter
    {
        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod?.DeclaringType?.Name == "IAsyncEnumerableGrainExtension" && context.InterfaceMethod.Name != "DisposeAsync")
                await Task.Delay(TimeSpan.FromMinutes(2), Token);
            await context.Invoke();
        }
    }
}
