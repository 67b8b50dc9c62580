using System.Collections.Concurrent;
using System.Diagnostics;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>Collects the engine's activities of one trace, whatever other tests do meanwhile. While it lives, an activity of the test's
/// own is current, and so the root of that trace.</summary>
internal sealed class SpanCollector : IDisposable
{
    private static readonly ActivitySource TestSource = new("Lms.Migrations.Tests");
    private readonly ConcurrentQueue<Activity> started = new();
    private readonly ConcurrentQueue<Activity> stopped = new();
    private readonly ConcurrentQueue<Activity> runs = new();
    private readonly ActivityListener listener;

    public SpanCollector()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Lms.Migrations.Telemetry.SourceName or "Lms.Migrations.Tests",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => Keep(activity, started),
            ActivityStopped = activity =>
            {
                Keep(activity, stopped);
                if (activity.OperationName == SpanNames.Run)
                    runs.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        Root = TestSource.StartActivity("test")!;
    }

    /// <summary>The test's own activity.</summary>
    public Activity Root { get; }

    /// <summary>What has ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans => [.. stopped];

    /// <summary>What has begun and not ended.</summary>
    public IReadOnlyList<Activity> Open => [.. started.Except(stopped)];

    public Activity Run => Assert.Single(Named(SpanNames.Run));

    /// <summary>A run of any trace.</summary>
    public Activity RunOf(Guid id) => Assert.Single(runs, activity => Tag(activity, SpanTags.RunId) as string == id.ToString());

    public IReadOnlyList<Activity> Named(string name) => [.. stopped.Where(activity => activity.OperationName == name)];

    public IReadOnlyList<Activity> ChildrenOf(Activity parent) => [.. stopped.Where(activity => activity.ParentSpanId == parent.SpanId)];

    public static object? Tag(Activity activity, string name) => activity.GetTagItem(name);

    /// <summary>Every text that would be sent away.</summary>
    public IEnumerable<string> Texts() => stopped.SelectMany(activity => (string[])
    [
        activity.DisplayName,
        activity.StatusDescription ?? "",
        .. activity.TagObjects.Select(tag => $"{tag.Value}"),
        .. activity.Events.SelectMany(happened => happened.Tags.Select(tag => $"{tag.Value}").Append(happened.Name)),
    ]);

    public void Dispose()
    {
        Root.Dispose();
        listener.Dispose();
    }

    private void Keep(Activity activity, ConcurrentQueue<Activity> where)
    {
        // The root itself begins before it is known here.
        if (activity.Source.Name == Lms.Migrations.Telemetry.SourceName && activity.TraceId == Root?.TraceId)
            where.Enqueue(activity);
    }
}
