using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Begins backfills, hands them over, and changes their state.</summary>
internal sealed class BackfillRegister(IDocumentDatabase database, FencedTransaction fenced)
{
    public async Task<long> CreateAsync(
        Migration migration, int step, DocumentBackfill definition, Lease lease, CancellationToken cancellationToken)
    {
        BackfillRules.Check(definition);
        await BackfillCollections.PrepareAsync(database, cancellationToken).ConfigureAwait(false);
        var count = EjsonElement.Parse(await database.RunAsync($$"""{"count":{{Ejson.String(definition.Source)}}}""", cancellationToken).ConfigureAwait(false));
        var estimated = count.LongField("n");
        return await fenced.RunAsync(lease.Epoch, lease.Run.RunId, async (transaction, token) =>
        {
            var last = await transaction.FirstAsync($$$"""
                {"find":"{{{BackfillCollections.Backfills}}}","sort":{"_id":-1},"limit":1,"projection":{"_id":1}}
                """, token).ConfigureAwait(false);
            var id = (last?.LongField("_id") ?? 0) + 1;
            await transaction.WriteAsync(NewBackfill(id, migration, step, definition, lease, estimated), token).ConfigureAwait(false);
            var begun = HistoryChange.For(migration, status: null, HistoryEventKind.Backfill, HistoryOutcome.Succeeded) with { Detail = $"backfill {id} of {definition.Source}: begun" };
            await DocumentHistory.AppendAsync(transaction, begun, lease.Run, lease.Epoch, token).ConfigureAwait(false);
            return id;
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task AdoptAsync(long id, Lease lease, CancellationToken cancellationToken) =>
        fenced.RunAsync(lease.Epoch, lease.Run.RunId, async (transaction, token) =>
        {
            await transaction.WriteAsync($$$$"""
                {"update":"{{{{BackfillCollections.Backfills}}}}","updates":[{"q":{"_id":{{{{Ejson.Long(id)}}}}},
                    "u":{"$set":{"epoch":{{{{Ejson.Long(lease.Epoch)}}}},"runId":{{{{Ejson.Guid(lease.Run.RunId)}}}}}}}]}
                """, token).ConfigureAwait(false);
            // Every chunk is written, so that a batch of an earlier run that is about to commit conflicts with this, and one that
            // begins later finds its claim void.
            await transaction.WriteAsync($$$$"""
                {"update":"{{{{BackfillCollections.Chunks}}}}","updates":[{"q":{"_id":{{{{BackfillCollections.ChunksOf(id)}}}}},"multi":true,"u":[
                    {"$set":{"epoch":{{{{Ejson.Long(lease.Epoch)}}}},"state":{"$cond":[{"$eq":["$state","done"]},"done","pending"]},
                        "attempts":{"$cond":[{"$eq":["$state","failed"]},0,"$attempts"]}}},
                    {"$unset":["lane","leaseUntil"]}]}]}
                """, token).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    public Task<bool> TransitionAsync(BackfillChange change, CancellationToken cancellationToken)
    {
        if (!BackfillTransitions.IsAllowed(change.From, change.To))
            throw new InvalidOperationException($"A backfill that is {BackfillTerms.Term(change.From)} cannot become {BackfillTerms.Term(change.To)}.");

        return change.Epoch is { } epoch
            ? fenced.RunAsync(epoch, change.By.RunId, (transaction, token) => ChangeAsync(transaction, change, token), cancellationToken)
            : fenced.RunAsync((transaction, token) => ChangeAsync(transaction, change, token), cancellationToken);
    }

    /// <summary>Writes what the driver tells about once a second.</summary>
    public Task ReportAsync(BackfillWork work, BackfillReport report, CancellationToken cancellationToken) => database.WriteAsync($$$$"""
        {"update":"{{{{BackfillCollections.Backfills}}}}","updates":[{
            "q":{"_id":{{{{Ejson.Long(work.Id)}}}},"epoch":{{{{Ejson.Long(work.Epoch)}}}},"runId":{{{{Ejson.Guid(work.RunId)}}}}},
            "u":{"$set":{"rate":{{{{Ejson.Double(report.Rate)}}}},"batchSize":{{{{Ejson.Int(report.BatchSize)}}}},"lanes":{{{{Ejson.Int(report.Lanes)}}}},
                "throttle":{{{{Ejson.String(report.Throttle)}}}}}}}]}
        """, cancellationToken);

    private static async Task<bool> ChangeAsync(IDocumentTransaction transaction, BackfillChange change, CancellationToken cancellationToken)
    {
        var (from, to) = (BackfillTerms.Term(change.From), BackfillTerms.Term(change.To));
        var found = EjsonElement.Parse(await transaction.RunAsync($$$"""
            {"findAndModify":"{{{BackfillCollections.Backfills}}}","query":{"_id":{{{Ejson.Long(change.Id)}}},"state":"{{{from}}}"},
                "update":[{"$set":{"state":"{{{to}}}","changedBy":{"$literal":{{{Ejson.String(change.By.Actor)}}}},
                    "reason":{"$literal":{{{Ejson.String(change.Reason)}}}},"changedAt":"$$NOW"}}],
                "fields":{"version":1,"name":1,"checksum":1,"source":1}}
            """, cancellationToken).ConfigureAwait(false)).Field("value");
        if (found is not { } backfill)
            return false;

        var told = new HistoryChange(
            MigrationVersion.Parse(backfill.Required("version").AsText()), backfill.Required("name").AsText(), Description: null,
            backfill.Required("checksum").AsText(), Status: null, HistoryEventKind.Backfill, HistoryOutcome.Succeeded,
            Detail: $"backfill {change.Id} of {backfill.Required("source").AsText()}: {from} → {to}{(change.Reason is null ? "" : $" ({change.Reason})")}");
        await DocumentHistory.AppendAsync(transaction, told, change.By, change.Epoch, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static string NewBackfill(long id, Migration migration, int step, DocumentBackfill definition, Lease lease, long estimated)
    {
        var fields = string.Join(',', new BatchCommands(definition).Fields.Select(Ejson.String));
        return $$$"""
            {"update":"{{{BackfillCollections.Backfills}}}","updates":[{"q":{"_id":{{{Ejson.Long(id)}}},"state":{"$exists":false}},"upsert":true,"u":[{"$set":{
                "version":{"$literal":{{{Ejson.String(migration.Version.ToString())}}}},"name":{"$literal":{{{Ejson.String(migration.Name)}}}},
                "checksum":{"$literal":{{{Ejson.String(migration.Checksum)}}}},"step":{{{Ejson.Int(step)}}},
                "source":{"$literal":{{{Ejson.String(definition.Source)}}}},"fields":{"$literal":[{{{fields}}}]},"sum":{"$literal":{{{Ejson.String(definition.Sum)}}}},
                "state":"{{{BackfillTerms.Term(BackfillState.Running)}}}","changedBy":{"$literal":{{{Ejson.String(lease.Run.Actor)}}}},
                "reason":{"$literal":{{{Ejson.String(lease.Run.Reason)}}}},"startedAt":"$$NOW","changedAt":"$$NOW",
                "runId":{{{Ejson.Guid(lease.Run.RunId)}}},"epoch":{{{Ejson.Long(lease.Epoch)}}},
                "isPlanned":false,"chunks":{{{Ejson.Int(0)}}},"estimated":{{{Ejson.Long(estimated)}}}}}]}]}
            """;
    }
}
