using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Planning;

namespace Lms.Cli.Databases.Remote;

/// <summary>A worker says what is in the way of a run that begins now. These leave of it what is in the way of one on other terms.</summary>
internal static class PlanRefusals
{
    private static readonly string Window = RefusalKind.Window.Wire();

    /// <summary>Of a run that is about to be asked for.</summary>
    public static PlanDocument On(this PlanDocument plan, RunTerms terms) => terms switch
    {
        { OverrideWindow: true } => plan.Without(_ => true),
        { When: null } => plan,
        { When: RunTerms.NextWindow } => plan.Without(refusal => refusal.NextOpening is not null),
        // Whether a window is open then, the worker says when it is asked.
        _ => plan.Without(IsOfNow),
    };

    /// <summary>Of a run that was taken: it waits until it may begin.</summary>
    public static PlanDocument Of(this PlanDocument plan, RunRequestDocument taken) =>
        plan.Without(refusal => taken.OverrideWindow || IsOfNow(refusal));

    // One of a version asks for a window where there is none at all.
    private static bool IsOfNow(RefusalDocument refusal) => refusal.Version is null;

    private static PlanDocument Without(this PlanDocument plan, Func<RefusalDocument, bool> isSettled) =>
        plan with { Refusals = [.. plan.Refusals.Where(refusal => refusal.Kind != Window || !isSettled(refusal))] };
}
