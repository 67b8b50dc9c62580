using Lms.Migrations.History;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Execution;

/// <summary>Puts the history right after a run that died: done first thing after the lease is won.</summary>
internal static class Reconciliation
{
    /// <returns>Whether anything had to be put right.</returns>
    public static async Task<bool> ReconcileAsync(
        IMigrationDatabase database, IReadOnlyList<HistoryEntry> entries, Lease lease, CancellationToken cancellationToken)
    {
        var changes = new List<HistoryChange>();
        if (lease.TakenOver is { TakenOverFrom: { } holder, Why: { } why })
        {
            changes.Add(new HistoryChange(null, null, null, null, null, HistoryEventKind.LeaseTakenOver, HistoryOutcome.Succeeded,
                Duration: TimeSpan.Zero, Detail: $"from {holder}, run {holder.RunId}, last seen {holder.HeartbeatAt:u}: {why}"));
        }

        // While we hold the lease nobody runs anything, so whatever is still marked as running belongs to a run that died.
        foreach (var entry in entries.Where(entry => entry.Status == EntryStatus.Running))
        {
            changes.Add(HistoryChange.For(entry, EntryStatus.Failed, HistoryEventKind.Interrupted, HistoryOutcome.Failed) with
            {
                Duration = TimeSpan.Zero,
                Error = $"run {entry.RunId} by {entry.AppliedBy} died before it was done",
            });
        }

        if (changes.Count > 0)
            await database.RecordAsync(changes, lease, cancellationToken).ConfigureAwait(false);
        return changes.Count > 0;
    }
}
