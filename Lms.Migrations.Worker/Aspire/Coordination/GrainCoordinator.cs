using System.Diagnostics;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>The coordinator as a grain for each database, over the queue: what is asked goes to the grain, what is looked at to the database.</summary>
/// <remarks>A call that hit a silo that died is made again. A request is known by its id; of the others it is seen in the run whether the lost
/// call had done it.</remarks>
internal sealed class GrainCoordinator(QueueCoordinator queue, GrainCalls calls, GrainWatch watch, DatabaseRegistry databases) : ICoordinator
{
    private static readonly Task<Run?> NotDone = Task.FromResult<Run?>(null);

    public Task<Run> StartAsync(RunRequest request, Caller caller, CancellationToken cancellationToken)
    {
        // The worker that has the grain may know other databases than this one, which was asked.
        databases.Require(request.Database);
        var message = StartMessage.Of(request, caller, caller.TraceParent ?? Activity.Current?.Id);
        return calls.AskAsync(
            request.Database, grain => grain.StartAsync(message, cancellationToken), () => NotDone,
            () => queue.StartAsync(request, caller, cancellationToken), cancellationToken);
    }

    public Task<Run?> FindAsync(Guid id, CancellationToken cancellationToken) => queue.FindAsync(id, cancellationToken);

    public Task<RunPage> ListAsync(RunQuery query, CancellationToken cancellationToken) => queue.ListAsync(query, cancellationToken);

    public IAsyncEnumerable<StoredEvent> WatchAsync(Guid id, long after, CancellationToken cancellationToken) =>
        watch.WatchAsync(id, after, cancellationToken);

    public Task<Run> CancelAsync(Guid id, string? reason, Caller caller, CancellationToken cancellationToken) => AskOfAsync(
        id,
        grain => grain.CancelAsync(new CancelMessage(id, reason, caller.Actor), cancellationToken),
        run => run.Cancellation is { IsRejection: false } cancelled && cancelled.By == caller.Actor && cancelled.Reason == reason,
        () => queue.CancelAsync(id, reason, caller, cancellationToken),
        cancellationToken);

    public Task<Run> ApproveAsync(Guid id, string planHash, string? reason, Caller caller, CancellationToken cancellationToken) => AskOfAsync(
        id,
        grain => grain.ApproveAsync(new ApproveMessage(id, planHash, reason, caller.Actor), cancellationToken),
        run => run.Approval is { } approval && approval.By == caller.Actor && approval.PlanHash == planHash && approval.Reason == reason,
        () => queue.ApproveAsync(id, planHash, reason, caller, cancellationToken),
        cancellationToken);

    public Task<Run> RejectAsync(Guid id, string reason, Caller caller, CancellationToken cancellationToken) => AskOfAsync(
        id,
        grain => grain.RejectAsync(new RejectMessage(id, reason, caller.Actor), cancellationToken),
        run => run.Cancellation is { IsRejection: true } rejected && rejected.By == caller.Actor && rejected.Reason == reason,
        () => queue.RejectAsync(id, reason, caller, cancellationToken),
        cancellationToken);

    private async Task<Run> AskOfAsync(
        Guid id, Func<IMigrationCoordinatorGrain, Task<CoordinatorReply>> askAsync, Func<Run, bool> isDone, Func<Task<Run>> doAsync,
        CancellationToken cancellationToken)
    {
        var before = await queue.FindAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);
        return await calls.AskAsync(before.Request.Database, askAsync, IsDoneAsync, doAsync, cancellationToken);

        async Task<Run?> IsDoneAsync() =>
            !isDone(before) && await queue.FindAsync(id, cancellationToken) is { } now && isDone(now) ? now : null;
    }
}
