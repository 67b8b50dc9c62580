using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Cli.Databases.Remote;

/// <summary>Finds out how it stands with a run, for whoever watches it: soon, or not at all.</summary>
internal sealed class RunWaits(LmsClient client, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What a run waits for in a state it has just come into; null when it is in another by now, or cannot be asked.</summary>
    /// <param name="id">The run.</param>
    /// <param name="state">The state.</param>
    /// <param name="cancellationToken">Gives up: what is more urgent.</param>
    public Task<RunWait?> OfAsync(Guid id, string state, CancellationToken cancellationToken) => TryAsync<RunWait>(
        async token =>
        {
            if (state is not (RunStates.Queued or RunStates.WaitingForApproval or RunStates.WaitingForWindow))
                return null;

            var run = await client.GetRunAsync(id, token);
            return run.State != state ? null : state switch
            {
                RunStates.WaitingForApproval => run.Plan is { } plan ? new RunWait.Approval(plan.Hash, run.Actor) : null,
                RunStates.WaitingForWindow => await WindowAsync(run.Request.Database, token),
                _ => run.DueAt > time.GetUtcNow() ? new RunWait.Time(run.DueAt.Value) : null,
            };
        },
        cancellationToken);

    /// <summary>Which run is in the way of one that is queued; null when none is.</summary>
    /// <param name="id">The one that is queued.</param>
    /// <param name="database">Its database.</param>
    /// <param name="cancellationToken">Gives up: what is more urgent.</param>
    public Task<RunWait?> TurnAsync(Guid id, string database, CancellationToken cancellationToken) => TryAsync<RunWait>(
        async token =>
        {
            // One is under way at a time; this one may be by now.
            var first = new RunFilter { Database = database, States = [RunStates.Running, RunStates.Paused, RunStates.Interrupted], Limit = 2 };
            var page = await client.ListRunsAsync(first, token);
            return page.Runs.FirstOrDefault(run => run.Id != id) is { } ahead ? new RunWait.Turn(ahead) : null;
        },
        cancellationToken);

    /// <summary>Whether a run has ended; false when it cannot be asked.</summary>
    public async Task<bool> IsOverAsync(Guid id, CancellationToken cancellationToken) =>
        await TryAsync<RunDocument>(async token => await client.GetRunAsync(id, token), cancellationToken) is { } run && RunStates.IsOver(run.State);

    private async Task<RunWait?> WindowAsync(string database, CancellationToken cancellationToken)
    {
        var calendar = await client.ListWindowsAsync(cancellationToken);
        return calendar.States.FirstOrDefault(state => state.Database == database) is { IsOpen: false } closed
            ? new RunWait.Window(closed.NextOpening, closed.Reason)
            : null;
    }

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T?>> find, CancellationToken cancellationToken)
        where T : class
    {
        using var bound = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await find(either.Token);
        }
        catch (Exception exception) when (exception is ApiException or OperationCanceledException)
        {
            // The state itself is told in any case; whether the worker has gone is for the stream of events to find out.
            return null;
        }
    }
}
