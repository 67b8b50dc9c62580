using Lms.Migrations.Planning;

namespace Lms.Migrations.Observation;

/// <summary>A run as an activity and a count.</summary>
internal static class RunSpan
{
    /// <param name="target">The database.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="run">Who asked.</param>
    /// <param name="done">What the run has done so far; read when it ends.</param>
    /// <param name="work">The run.</param>
    public static Task<T> RunAsync<T>(
        DatabaseTarget target, Direction direction, RunContext run, IReadOnlyCollection<StepResult> done, Func<Task<T>> work) =>
        Span.RunAsync(
            SpanNames.Run,
            activity =>
            {
                activity?
                    .SetTag(SpanTags.Database, target.Name)
                    .SetTag(SpanTags.Engine, ObservedTerms.Of(target.Engine))
                    .SetTag(SpanTags.Direction, ObservedTerms.Of(direction))
                    .SetTag(SpanTags.RunId, run.RunId.ToString())
                    .SetTag(SpanTags.Actor, run.Actor);
                return work();
            },
            (activity, outcome) =>
            {
                activity?.SetTag(SpanTags.Steps, done.Count);
                Instruments.RunEnded(target.Name, direction, outcome);
            });
}
