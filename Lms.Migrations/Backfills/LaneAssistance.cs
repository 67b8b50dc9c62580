using Lms.Migrations.Catalog;
using Lms.Migrations.Observation;

namespace Lms.Migrations.Backfills;

/// <summary>Lends this process's lanes to the backfill of the run that holds the lease, for as long as this one waits for it.</summary>
/// <remarks>The batches are committed under the other run's lease and epoch: when that run is replaced, these lanes can commit
/// nothing more either.</remarks>
/// <param name="database">The target's name.</param>
/// <param name="store">Where its backfills are kept.</param>
/// <param name="catalog">This process's own.</param>
/// <param name="options">Bounds and sizes.</param>
/// <param name="time">The clock.</param>
internal sealed class LaneAssistance(
    string database, IBackfillStore store, MigrationCatalog catalog, MigrationRunnerOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks for a backfill to help with, and helps, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindWorkAsync(cancellationToken).ConfigureAwait(false) is { } work)
                await HelpAsync(work, cancellationToken).ConfigureAwait(false);
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BackfillWork?> FindWorkAsync(CancellationToken cancellationToken)
    {
        foreach (var status in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            // Only what this process's own file asks for word by word.
            if (IsOpen(status) && catalog.Find(status.Version) is { } migration && migration.Checksum == status.Checksum
                && migration.Up.Statements.ElementAtOrDefault(status.Step - 1) is BackfillStatement statement)
            {
                return new BackfillWork(database, status.Id, status.Version, statement.Backfill, status.RunId, status.Epoch);
            }
        }

        return null;
    }

    private async Task HelpAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity(SpanNames.Backfill);
        BackfillSpan.Identify(activity, work, BackfillSpan.Assist);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pool = new LanePool(store, work, lease: null, options, time);
        var throttle = new Throttle(store, work, pool.Gate, options.Backfill, time);
        List<Task> tasks = [pool.RunAsync(done.Token), throttle.RunAsync(done.Token), FollowAsync(work, pool.Gate, done.Token)];
        // Whatever ends it – the backfill is done, the server is away – this process only waits again.
        await Task.WhenAny(tasks).ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Follows the backfill's state; returns when there is nothing more to help with.</summary>
    private async Task FollowAsync(BackfillWork work, LaneGate gate, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(work.Id, cancellationToken).ConfigureAwait(false) is { } status
            && status.RunId == work.RunId && status.Epoch == work.Epoch && status.IsDriven
            && status.State is BackfillState.Running or BackfillState.Pausing or BackfillState.Paused)
        {
            gate.See(status.State);
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOpen(BackfillStatus status) => status is { State: BackfillState.Running, IsDriven: true };
}
