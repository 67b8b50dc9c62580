using Lms.Migrations.History;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Execution;

/// <summary>Finds out whether a run that is gone on with still owes the hooks after it: its process may have died when every step was done,
/// and what a hook before the run has switched off would stay off.</summary>
/// <param name="database">Where it runs.</param>
/// <param name="hooks">Those of the host.</param>
/// <param name="run">The run, with the id that it had before; null for one that begins.</param>
internal sealed class OwedHooks(IMigrationDatabase database, IReadOnlyList<RunHook> hooks, RunContext? run)
{
    // The run's newest event, and behind it at the most one for each attempt that found the attempt before dead.
    private const int EventsToLookAt = 100;

    /// <summary>Whether the last thing that the run did was anything but the last of these hooks.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        if (run is null || hooks.LastOrDefault(hook => hook.Moment == HookMoment.After) is not { } last)
            return false;

        var told = await database.ReadEventsAsync(new HistoryQuery { RunId = run.RunId, Limit = EventsToLookAt }, cancellationToken).ConfigureAwait(false);
        return told.Events.FirstOrDefault(happened => happened.Kind != HistoryEventKind.LeaseTakenOver) is { } newest && !IsEndOf(last, newest);
    }

    private static bool IsEndOf(RunHook hook, HistoryEvent happened) =>
        happened.Kind == HistoryEventKind.Hook && happened.Name == hook.Name && HookDetail.IsOf(hook.Moment, happened.Detail);
}
