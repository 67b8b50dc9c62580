using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Execution;

/// <summary>Runs the host's hooks around the steps of a run, and sees to it that each is remembered.</summary>
internal sealed class HookExecution(
    IReadOnlyList<RunHook> hooks, IMigrationDatabase database, Lease lease, EventSink events, MigrationRunnerOptions options, TimeProvider time)
{
    private readonly EndRecorder ends = new(database, lease, options, time);

    /// <summary>Hooks before, steps, hooks after; those after run however the others ended.</summary>
    /// <exception cref="HookFailedException">One before failed, and no step was run; or one after failed, and every step is done.</exception>
    public async Task AroundAsync(MigrationPlan plan, Func<Task> steps, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var hook in hooks.Where(hook => hook.Moment == HookMoment.Before))
                await RunAsync(hook, new HookContext(plan, lease.Run, Failure: null), cancellationToken).ConfigureAwait(false);
            await steps().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What stopped the run is what its asker must hear of; a hook that fails now is told by its event and by the history.
            await RunAfterAsync(new HookContext(plan, lease.Run, exception)).ConfigureAwait(false);
            throw;
        }

        if (await RunAfterAsync(new HookContext(plan, lease.Run, Failure: null)).ConfigureAwait(false) is { } failure)
        {
            throw new HookFailedException(failure.Hook, failure.Message, failure)
            {
                WayOut = $"Every step of the run is done and recorded. Do by hand what '{failure.Hook}' would have done.",
            };
        }
    }

    /// <returns>The first failure; null when there was none.</returns>
    private async Task<HookFailedException?> RunAfterAsync(HookContext context)
    {
        HookFailedException? first = null;
        foreach (var hook in hooks.Where(hook => hook.Moment == HookMoment.After))
        {
            try
            {
                // Not cancelled with the run: it puts back what a hook before the run has changed.
                await RunAsync(hook, context, CancellationToken.None).ConfigureAwait(false);
            }
            catch (HookFailedException failure)
            {
                first ??= failure;
            }
        }

        return first;
    }

    private async Task RunAsync(RunHook hook, HookContext context, CancellationToken cancellationToken)
    {
        events.Raise(new HookStarted(hook.Name, hook.Moment));
        var began = time.GetTimestamp();
        try
        {
            var detail = await BoundedAsync(hook, context, cancellationToken).ConfigureAwait(false);
            await EndAsync(hook, HookEnded.Well(hook.Name, hook.Moment, time.GetElapsedTime(began), detail)).ConfigureAwait(false);
        }
        catch (HookFailedException failure)
        {
            await EndAsync(hook, HookEnded.Badly(hook.Name, hook.Moment, time.GetElapsedTime(began), failure.Message)).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(hook, HookEnded.Badly(hook.Name, hook.Moment, time.GetElapsedTime(began), "cancelled with its run")).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string?> BoundedAsync(RunHook hook, HookContext context, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(hook.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await hook.RunAsync(context, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HookFailedException(hook.Name, $"'{hook.Name}' took longer than {Duration.Format(hook.Timeout)} and was stopped.", exception);
        }
    }

    private Task EndAsync(RunHook hook, HookEnded end)
    {
        events.Raise(end);
        var outcome = end.Error is null ? HistoryOutcome.Succeeded : HistoryOutcome.Failed;
        var moment = hook.Moment == HookMoment.Before ? "before the run" : "after the run";
        return ends.RecordAsync(new HistoryChange(
            null, hook.Name, null, null, null, HistoryEventKind.Hook, outcome, end.Duration, end.Error,
            end.Detail is { } detail ? $"{moment}: {detail}" : moment));
    }
}
