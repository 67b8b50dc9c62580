using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Documents;

/// <summary>Asks the server whether a lease is still held.</summary>
internal static class LeaseFence
{
    /// <summary>The filter that finds the lease's document as long as it is held under that epoch and has not run out.</summary>
    public static string Held(long epoch, Guid runId) => $$$"""
        {"_id":"lease","epoch":{{{Ejson.Long(epoch)}}},"runId":{{{Ejson.Guid(runId)}}},"$expr":{"$gt":["$expiresAt","$$NOW"]}}
        """;

    /// <summary>The update that matches as long as it is held, and keeps it so until the end of its transaction.</summary>
    public static string Command(long epoch, Guid runId) => $$$$"""
        {"update":"{{{{DocumentLeaseStore.Collection}}}}","updates":[{"q":{{{{Held(epoch, runId)}}}},"u":[{"$set":{"fencedAt":"$$NOW"}}]}]}
        """;

    /// <summary>Looks, before anything is begun that would have to be thrown away.</summary>
    /// <exception cref="LeaseLostException">Another run has taken over, or the lease ran out.</exception>
    public static async Task AssertAsync(IDocumentCommands commands, Lease lease, CancellationToken cancellationToken)
    {
        lease.ThrowIfLost();
        var found = await commands.FirstAsync(
            $$"""{"find":"{{DocumentLeaseStore.Collection}}","filter":{{Held(lease.Epoch, lease.Run.RunId)}},"limit":1}""", cancellationToken).ConfigureAwait(false);
        if (found is null)
            throw Lost(lease.Epoch);
    }

    public static LeaseLostException Lost(long epoch) =>
        new($"The lease of epoch {epoch} is no longer held: another run has taken over. What was not yet committed was rolled back.")
        {
            WayOut = "Look at 'lms history' for who took over, then run again.",
        };
}
