using Lms.Contracts.Mapping;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>What a program that runs around a run is told of it, in its environment.</summary>
internal static class HookVariables
{
    public static Dictionary<string, string> Of(HookContext context, HookMoment moment) => new()
    {
        ["LMS_DATABASE"] = context.Plan.Database,
        ["LMS_RUN_ID"] = context.Run.RunId.ToString(),
        ["LMS_DIRECTION"] = context.Plan.Direction.Wire(),
        ["LMS_MIGRATIONS"] = string.Join(' ', context.Plan.Steps.Select(step => step.Migration.Id)),
        ["LMS_ACTOR"] = context.Run.Actor,
        ["LMS_REASON"] = context.Run.Reason ?? "",
        ["LMS_MOMENT"] = moment.Wire(),
        ["LMS_OUTCOME"] = moment == HookMoment.Before ? "" : OutcomeOf(context.Failure),
    };

    /// <summary>How the run ended: <c>succeeded</c>, <c>failed</c>, or <c>stopped</c> before its end without a failure.</summary>
    public static string OutcomeOf(Exception? failure) => failure switch
    {
        null => "succeeded",
        OperationCanceledException or Failures.WindowClosedException => "stopped",
        _ => "failed",
    };
}
