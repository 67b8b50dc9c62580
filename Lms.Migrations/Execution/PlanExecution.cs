using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Execution;

/// <summary>Carries out a plan that may run, under the lease: notes → hooks before → each step → hooks after.</summary>
internal sealed class PlanExecution(DatabaseAccess access, IMigrationDatabase database, Lease lease, EventSink events)
{
    /// <returns>What was done, in order.</returns>
    public async Task<IReadOnlyList<StepResult>> ExecuteAsync(MigrationPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Steps.Count == 0)
            return [];

        await new NoteRecording(database, lease).RecordAsync(access.Policy.Notes, cancellationToken).ConfigureAwait(false);
        var hooks = new HookExecution(access.Policy.Hooks, database, lease, events, access.Options, access.Time);
        return await hooks.AroundAsync(plan, () => RunStepsAsync(plan, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<StepResult>> RunStepsAsync(MigrationPlan plan, CancellationToken cancellationToken)
    {
        var execution = new StepExecution(database, lease, events, access.Policy.Gate, access.Options, access.Time);
        var results = new List<StepResult>();
        foreach (var step in plan.Steps)
            results.Add(await execution.ExecuteAsync(step, results.Count + 1, plan.Steps.Count, cancellationToken).ConfigureAwait(false));
        return results;
    }
}
