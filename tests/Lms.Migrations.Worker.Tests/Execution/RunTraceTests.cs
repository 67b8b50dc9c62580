using System.Collections.Concurrent;
using System.Diagnostics;
using Lms.Migrations.Worker.Execution;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Execution;

/// <summary>A run is one trace, from who asked for it to the last chunk.</summary>
public sealed class RunTraceTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task Two_attempts_and_the_lanes_of_two_workers_are_one_trace()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RunTrace.SourceName or "Lms.Migrations" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await WithSlowBackfillAsync(2_000, millisecondsEach: 20);
        var setup = Finely(NewSetup());
        await using var first = await StartAsync(setup.For("first"));
        await using var second = await StartAsync(setup.For("second"));

        var run = await first.Admin.StartRunAsync(Migrate(), Token);
        await UnderWayAsync();
        while (!Chunks("lms.run.lending").Any())
            await Task.Delay(20, Token);
        var isFirsts = (await first.Admin.GetRunAsync(run.Id, Token)).Worker!.StartsWith("first@", StringComparison.Ordinal);
        var (stopped, left) = isFirsts ? (first, second) : (second, first);
        await stopped.StopAsync(Token);
        await HurryAsync();
        Assert.Equal("succeeded", (await EndAsync(left, run.Id)).State);
        while (Named("lms.run.attempt").Count() < 2)
            await Task.Delay(20, Token);

        Assert.Equal([1, 2], Named("lms.run.attempt").Select(attempt => attempt.GetTagItem("lms.run.attempt")).Order());
        var trace = Named("lms.run.attempt").Select(attempt => attempt.TraceId).Distinct().Single();
        Assert.All([.. Chunks("lms.run.lending"), .. Chunks("lms.run.attempt")], chunk => Assert.Equal(trace, chunk.TraceId));
        Assert.Contains(ended, activity => activity.TraceId == trace && activity.Source.Name == "Microsoft.AspNetCore");

        IEnumerable<Activity> Named(string name) => ended.Where(activity => IsOf(activity, name));

        IEnumerable<Activity> Chunks(string below) => ended.Where(activity => activity.OperationName == "lms.chunk" && IsBelow(activity, below));

        bool IsBelow(Activity? activity, string name) => activity is not null && (IsOf(activity, name) || IsBelow(activity.Parent, name));

        // Other tests run beside this one.
        bool IsOf(Activity activity, string name) => activity.OperationName == name && $"{activity.GetTagItem("lms.run.id")}" == $"{run.Id}";
    }
}
