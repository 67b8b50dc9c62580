using Lms.Migrations.Planning;

namespace Lms.Migrations.Observation;

/// <summary>A step as an activity, a count and a duration.</summary>
internal static class StepSpan
{
    public static Task<T> RunAsync<T>(string database, PlannedStep step, TimeProvider time, Func<Task<T>> work)
    {
        var began = time.GetTimestamp();
        return Span.RunAsync(
            SpanNames.Step,
            activity =>
            {
                activity?
                    .SetTag(SpanTags.Version, step.Migration.Version.ToString())
                    .SetTag(SpanTags.Name, step.Migration.Name)
                    .SetTag(SpanTags.Direction, ObservedTerms.Of(step.Direction))
                    .SetTag(SpanTags.Transaction, ObservedTerms.Of(step.Section));
                return work();
            },
            (_, outcome) => Instruments.StepEnded(database, step.Direction, outcome, time.GetElapsedTime(began)));
    }
}
