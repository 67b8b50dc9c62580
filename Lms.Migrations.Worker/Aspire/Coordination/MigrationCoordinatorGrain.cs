using System.Runtime.CompilerServices;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Windows;
using Orleans.Placement;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>The coordinator of one database, once in the whole cluster, over the queue of the platform database.</summary>
/// <remarks>
/// <para>Placed on the worker that asks first: a coordinator does a few queries, so what costs is the way to it, and there is one for each of a
/// few databases, so that nothing is won by spreading them.</para>
/// <para>Collected after ten idle minutes: it holds nothing that is not in the database, and to make another takes a message.</para>
/// <para>While the cluster mends itself after the loss of a silo there may be two of one database. Both end in the same queue.</para>
/// </remarks>
[PreferLocalPlacement, CollectionAgeLimit(Minutes = 10)]
internal sealed class MigrationCoordinatorGrain(QueueCoordinator queue, RunFeed feed, WindowBook windows, TimeProvider time)
    : Grain, IMigrationCoordinatorGrain
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>A worker that has just started may be asked before it has read the windows, and would take every database for closed.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        while (!windows.IsKnown)
            await Task.Delay(Poll, time, cancellationToken);
    }

    public Task<CoordinatorReply> StartAsync(StartMessage message, CancellationToken cancellationToken) =>
        ReplyAsync(() => queue.StartAsync(message.ReadRequest(), new Caller(message.Actor, message.TraceParent), cancellationToken));

    public Task<CoordinatorReply> CancelAsync(CancelMessage message, CancellationToken cancellationToken) =>
        ReplyAsync(() => queue.CancelAsync(message.Run, message.Reason, new Caller(message.Actor), cancellationToken));

    public Task<CoordinatorReply> ApproveAsync(ApproveMessage message, CancellationToken cancellationToken) =>
        ReplyAsync(() => queue.ApproveAsync(message.Run, message.PlanHash, message.Reason, new Caller(message.Actor), cancellationToken));

    public Task<CoordinatorReply> RejectAsync(RejectMessage message, CancellationToken cancellationToken) =>
        ReplyAsync(() => queue.RejectAsync(message.Run, message.Reason, new Caller(message.Actor), cancellationToken));

    public async IAsyncEnumerable<ToldEvent> WatchAsync(Guid run, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // However many workers have somebody who watches a run, this one reads it for all of them.
        await foreach (var happened in feed.WatchAsync(run, after, cancellationToken))
            yield return ToldEvent.Of(happened);
    }

    private static async Task<CoordinatorReply> ReplyAsync(Func<Task<Run>> act)
    {
        try
        {
            return new CoordinatorReply((await act()).Id, Fault: null);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
#pragma warning disable CA1031 // The boundary between silos: whatever it is, it is told to whoever asked.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CoordinatorReply(default, CoordinatorFault.Of(exception));
        }
    }
}
