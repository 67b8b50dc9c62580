using System.Diagnostics;
using Lms.Migrations.Failures;
using Lms.Migrations.History;

namespace Lms.Migrations.Observation;

/// <summary>A piece of work that is told as one activity: begun before it, ended after it with how it went.</summary>
internal static class Span
{
    /// <summary>Runs work as an activity.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    /// <param name="work">The work; its activity is null when nobody listens.</param>
    /// <param name="ended">Told how it went, before the activity ends; null for nobody.</param>
    public static async Task<T> RunAsync<T>(
        string name, Func<Activity?, Task<T>> work, Action<Activity?, HistoryOutcome>? ended = null)
    {
        // Started within an asynchronous method of its own: it is current for the work alone, and never for whoever called.
        using var activity = Telemetry.Source.StartActivity(name);
        var outcome = HistoryOutcome.Succeeded;
        try
        {
            return await work(activity).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            outcome = exception is OperationCanceledException ? HistoryOutcome.Cancelled : HistoryOutcome.Failed;
            if (outcome == HistoryOutcome.Failed)
                activity?.SetStatus(ActivityStatusCode.Error, TextOf(exception)).SetTag(SpanTags.ErrorType, exception.GetType().FullName);
            throw;
        }
        finally
        {
            activity?.SetTag(SpanTags.Outcome, HistoryTerms.Term(outcome));
            ended?.Invoke(activity, outcome);
        }
    }

    // Who was in the way is worth telling; what they were running is not ours to send away.
    private static string TextOf(Exception exception) => exception is StepFailedException { Blockers: var blockers }
        ? blockers.Where(blocker => blocker.Query.Length > 0)
            .Aggregate(exception.Message, (text, blocker) => text.Replace(blocker.Query, "…", StringComparison.Ordinal))
        : exception.Message;
}
