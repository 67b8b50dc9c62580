using Lms.Migrations.History;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Execution;

/// <summary>Does what only the holder of the lease may do: acquire → reconcile history → work → release.</summary>
/// <param name="name">The target's name.</param>
/// <param name="database">The target.</param>
/// <param name="context">Who asks.</param>
/// <param name="options">Bounds and patience.</param>
/// <param name="time">The clock.</param>
/// <param name="events">Where events go.</param>
internal sealed class LeasedWork(
    string name, IMigrationDatabase database, RunContext context, MigrationRunnerOptions options, TimeProvider time, EventSink events)
{
    /// <summary>Runs work under the lease, with the history as it stands then.</summary>
    /// <param name="isStillWanted">Asked while waiting for another run: that run may do all there is to do.</param>
    /// <param name="meanwhile">Done while waiting for another run, and cancelled when that ends; null for nothing.</param>
    /// <param name="work">Its token is cancelled when the lease is lost, too.</param>
    /// <param name="cancellationToken">Cancels waiting and work.</param>
    /// <returns>What the work returned; default when it was no longer wanted.</returns>
    public async Task<T?> RunAsync<T>(
        Func<CancellationToken, Task<bool>> isStillWanted,
        Func<CancellationToken, Task>? meanwhile,
        Func<Lease, IReadOnlyList<HistoryEntry>, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await database.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var acquisition = new LeaseAcquisition(database.Leases, name, context, options, time);
        await using var lease = await acquisition.AcquireAsync(isStillWanted, meanwhile, events, cancellationToken).ConfigureAwait(false);
        if (lease is null)
            return default;

        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            await database.AddIndexesAsync(held.Token).ConfigureAwait(false);
            var entries = await database.ReadEntriesAsync(held.Token).ConfigureAwait(false);
            if (await Reconciliation.ReconcileAsync(database, entries, lease, held.Token).ConfigureAwait(false))
                entries = await database.ReadEntriesAsync(held.Token).ConfigureAwait(false);
            return await work(lease, entries, held.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lease.ThrowIfLost();
            throw;
        }
    }

    /// <summary>Runs work under the lease that is wanted whatever other runs do.</summary>
    public async Task<T> RunAsync<T>(
        Func<Lease, IReadOnlyList<HistoryEntry>, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        (await RunAsync(_ => Task.FromResult(true), meanwhile: null, work, cancellationToken).ConfigureAwait(false))!;
}
