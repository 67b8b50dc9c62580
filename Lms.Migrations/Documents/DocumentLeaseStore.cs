using System.Text.Json;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Documents;

/// <summary>The lease as one document of <c>migration_lease</c>, changed by compare-and-swap on its epoch.</summary>
/// <remarks>A holder on this machine whose process is gone is replaced at once, any other at expiry. What a replaced holder may
/// still try does not commit: every transaction under the lease writes this document, too, under its own epoch.</remarks>
internal sealed class DocumentLeaseStore(IDocumentDatabase database) : ILeaseStore
{
    public const string Collection = "migration_lease";

    private const string Read = $$$"""
        {"aggregate":"{{{Collection}}}","cursor":{},"pipeline":[{"$match":{"_id":"lease"}},{"$addFields":{"isSilent":{"$lte":["$expiresAt","$$NOW"]} } }]}
        """;

    private static readonly string Create = $$"""
        {"insert":"{{Collection}}","documents":[{"_id":"lease","epoch":{{Ejson.Long(0)}},"runId":null}]}
        """;

    public async Task<LeaseAttempt> TryAcquireAsync(RunContext run, TimeSpan duration, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var holder = found.Field("runId") is null ? null : ReadHolder(found);
        var why = holder is null ? null : WhyReplaceable(found, holder, run);
        if (holder is not null && why is null)
            return new LeaseAttempt.Held(holder);

        var epoch = found.Required("epoch").AsLong();
        return await TakeAsync(epoch, holder, run, duration, cancellationToken).ConfigureAwait(false)
            ? new LeaseAttempt.Won(epoch + 1, holder, why)
            : new LeaseAttempt.Held(null);
    }

    public async Task<bool> RenewAsync(long epoch, RunContext run, TimeSpan duration, CancellationToken cancellationToken)
    {
        var renewed = await database.WriteAsync($$$"""
            {"update":"{{{Collection}}}","updates":[{"q":{{{LeaseFence.Held(epoch, run.RunId)}}},
                "u":[{"$set":{"heartbeatAt":"$$NOW","expiresAt":{{{Expiry(duration)}}}}}]}]}
            """, cancellationToken).ConfigureAwait(false);
        return renewed.Matched == 1;
    }

    public Task ReleaseAsync(long epoch, RunContext run, CancellationToken cancellationToken) => database.WriteAsync($$$$"""
        {"update":"{{{{Collection}}}}","updates":[{"q":{"_id":"lease","epoch":{{{{Ejson.Long(epoch)}}}},"runId":{{{{Ejson.Guid(run.RunId)}}}}},
            "u":{"$set":{"runId":null}}}]}
        """, cancellationToken);

    private async Task<JsonElement> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await database.FirstAsync(Read, cancellationToken).ConfigureAwait(false) is { } found)
                return found;

            try
            {
                await database.WriteAsync(Create, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException exception) when (exception.Code == MongoError.DuplicateKey)
            {
                // Another run was first.
            }
        }
    }

    /// <summary>Takes the lease if it still is as it was read: whoever took, renewed or released it meanwhile was first.</summary>
    private async Task<bool> TakeAsync(long epoch, LeaseHolder? from, RunContext run, TimeSpan duration, CancellationToken cancellationToken)
    {
        var unchanged = $$"""
            "_id":"lease","epoch":{{Ejson.Long(epoch)}},"runId":{{Ejson.Guid(from?.RunId)}}
            """;
        var heartbeat = from is null ? "" : $$""","heartbeatAt":{{Ejson.Date(from.HeartbeatAt)}}""";
        try
        {
            var taken = await database.WriteAsync($$$$"""
                {"update":"{{{{Collection}}}}","updates":[{"q":{{{{{unchanged}}}}{{{{heartbeat}}}}},"u":[{"$set":{
                    "epoch":{{{{Ejson.Long(epoch + 1)}}}},"runId":{{{{Ejson.Guid(run.RunId)}}}},"actor":{{{{Ejson.Literal(run.Actor)}}}},
                    "host":{{{{Ejson.Literal(run.Host)}}}},"processId":{{{{Ejson.Int(Environment.ProcessId)}}}},
                    "process":{{{{Ejson.Literal(HolderProcess.Current)}}}},
                    "acquiredAt":"$$NOW","heartbeatAt":"$$NOW","expiresAt":{{{{Expiry(duration)}}}}}}]}]}
                """, cancellationToken).ConfigureAwait(false);
            return taken.Matched == 1;
        }
        catch (DocumentCommandException exception) when (exception.Code == MongoError.WriteConflict)
        {
            return false;
        }
    }

    private static string? WhyReplaceable(JsonElement found, LeaseHolder holder, RunContext run)
    {
        if (holder.Host == run.Host && HolderProcess.IsGone(holder.ProcessId, found.Field("process")?.AsText()))
            return "its process was gone";
        return found.Field("isSilent")?.AsBoolean() == true ? "it was silent past the end of its lease" : null;
    }

    private static LeaseHolder ReadHolder(JsonElement found) => new(
        found.Required("actor").AsText(), found.Required("host").AsText(), found.Required("processId").AsInt(),
        found.Required("runId").AsGuid(), found.Required("acquiredAt").AsDate(), found.Required("heartbeatAt").AsDate());

    private static string Expiry(TimeSpan duration) => $$"""{"$add":["$$NOW",{{Ejson.Long((long)duration.TotalMilliseconds)}}]}""";
}
