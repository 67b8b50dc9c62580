using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Execution;

/// <summary>Carries out a plan that may run, under the lease: notes → hooks before → each step → hooks after.</summary>
internal sealed class PlanExecution(DatabaseAccess access, IMigrationDatabase database, Lease lease, OwedHooks owed, EventSink events)
{
    private readonly HookExecution hooks = new(access.Policy.Hooks, database, lease, events, access.Options, access.Time);

    /// <param name="plan">What to do.</param>
    /// <param name="done">Takes what was done, in order, also when the rest then fails.</param>
    /// <param name="cancellationToken">Stops it; hooks after the run are run all the same.</param>
    public async Task ExecuteAsync(MigrationPlan plan, List<StepResult> done, CancellationToken cancellationToken)
    {
        if (plan.Steps.Count == 0)
        {
            if (await owed.AnyAsync(cancellationToken).ConfigureAwait(false))
                await hooks.AfterAsync(plan).ConfigureAwait(false);
            return;
        }

        await new NoteRecording(database, lease).RecordAsync(access.Policy.Notes, cancellationToken).ConfigureAwait(false);
        await hooks.AroundAsync(plan, () => RunStepsAsync(plan, done, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs no step and says why, after the hooks that the run owes.</summary>
    /// <exception cref="RefusedException">Always.</exception>
    public async Task RefuseAsync(MigrationPlan plan, CancellationToken cancellationToken)
    {
        var refused = new RefusedException(plan.Refusals);
        await EndAsync(plan, refused, cancellationToken).ConfigureAwait(false);
        throw refused;
    }

    /// <summary>Runs the hooks that the run owes, and nothing else.</summary>
    public async Task EndAsync(MigrationPlan plan, Exception why, CancellationToken cancellationToken)
    {
        if (await owed.AnyAsync(cancellationToken).ConfigureAwait(false))
            await hooks.AfterAsync(plan, why).ConfigureAwait(false);
    }

    private async Task RunStepsAsync(MigrationPlan plan, List<StepResult> done, CancellationToken cancellationToken)
    {
        var execution = new StepExecution(database, lease, events, access.Policy.Gate, access.Options, access.Time);
        foreach (var step in plan.Steps)
            done.Add(await execution.ExecuteAsync(step, done.Count + 1, plan.Steps.Count, cancellationToken).ConfigureAwait(false));
    }
}
