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
            await AfterAsync(plan, exception).ConfigureAwait(false);
            throw;
        }

        await AfterAsync(plan).ConfigureAwait(false);
    }

    /// <summary>Hooks after a run whose steps are all done.</summary>
    /// <exception cref="HookFailedException">One failed.</exception>
    public async Task AfterAsync(MigrationPlan plan)
    {
        if (await RunAfterAsync(new HookContext(plan, lease.Run, Failure: null)).ConfigureAwait(false) is { } failure)
        {
            throw new HookFailedException(failure.Hook, failure.Message, failure)
            {
                WayOut = $"Every step of the run is done and recorded. Do by hand what '{failure.Hook}' would have done.",
            };
        }
    }

    /// <summary>Hooks after a run that was stopped. One that fails is told by its event and by the history.</summary>
    public Task AfterAsync(MigrationPlan plan, Exception why) => RunAfterAsync(new HookContext(plan, lease.Run, why));

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
            var said = string.IsNullOrWhiteSpace(detail) ? null : HookText.Of(detail);
            await EndAsync(hook, HistoryOutcome.Succeeded, HookEnded.Well(hook.Name, hook.Moment, time.GetElapsedTime(began), said)).ConfigureAwait(false);
        }
        catch (HookFailedException failure)
        {
            var end = HookEnded.Badly(hook.Name, hook.Moment, time.GetElapsedTime(began), HookText.Of(failure.Message));
            await EndAsync(hook, HistoryOutcome.Failed, end).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            var end = HookEnded.Badly(hook.Name, hook.Moment, time.GetElapsedTime(began), "cancelled with its run");
            await EndAsync(hook, HistoryOutcome.Cancelled, end).ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="HookFailedException">It failed, whatever it threw: a hook is the host's, and its faults must not pass for the run's.</exception>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    private async Task<string?> BoundedAsync(RunHook hook, HookContext context, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(hook.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await hook.RunAsync(context, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (bound.IsCancellationRequested)
        {
            throw new HookFailedException(hook.Name, $"'{hook.Name}' took longer than {Duration.Format(hook.Timeout)} and was stopped.", exception);
        }
        catch (Exception exception) when (exception is not HookFailedException)
        {
            throw new HookFailedException(hook.Name, $"'{hook.Name}' failed: {exception.Message}", exception);
        }
    }

    private Task EndAsync(RunHook hook, HistoryOutcome outcome, HookEnded end)
    {
        events.Raise(end);
        return ends.RecordAsync(new HistoryChange(
            null, hook.Name, null, null, null, HistoryEventKind.Hook, outcome, end.Duration, end.Error, HookDetail.Of(hook.Moment, end.Detail)));
    }
}
