using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Cuts a collection into chunks in order of <c>_id</c>, one kind of key after the other.</summary>
internal sealed class ChunkPlanning(IDocumentDatabase database, FencedTransaction fenced)
{
    public async Task<bool> PlanAsync(BackfillWork work, int size, CancellationToken cancellationToken)
    {
        var progress = await database.FirstAsync($$$"""
            {"find":"{{{BackfillCollections.Backfills}}}","filter":{"_id":{{{Ejson.Long(work.Id)}}}},"projection":{"plannedTo":1,"isPlanned":1,"chunks":1}}
            """, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Backfill {work.Id} does not exist.");
        if (progress.Required("isPlanned").AsBoolean())
            return false;

        var collection = new KeyWalk(database, work.Definition.Source);
        var next = await collection.NextAsync(progress.RawField("plannedTo"), size, cancellationToken).ConfigureAwait(false);
        await fenced.RunAsync(work.Epoch, work.RunId, (transaction, token) => RecordAsync(transaction, work, progress, next, token), cancellationToken)
            .ConfigureAwait(false);
        return next is not null;
    }

    /// <summary>A chunk's document, pending, with nothing done.</summary>
    public static string NewChunk(BackfillWork work, int number, KeyStretch stretch)
    {
        var after = stretch.After is null ? "" : $"\"after\":{stretch.After},";
        var zero = Ejson.Long(0);
        return $$"""
            {"_id":{{BackfillCollections.ChunkId(work.Id, number)}},"b":{{Ejson.Long(work.Id)}},"n":{{Ejson.Int(number)}},
                {{after}}"to":{{stretch.To}},"state":"pending","epoch":{{Ejson.Long(work.Epoch)}},
                "attempts":{{Ejson.Int(0)}},"timeouts":{{Ejson.Int(0)}},"keys":{{Ejson.Long(stretch.Keys)}},
                "processed":{{zero}},"matched":{{zero}},"modified":{{zero}},"batches":{{zero}},"parts":{{zero}},
                "sumBefore":{{Ejson.Decimal("0")}},"sumAfter":{{Ejson.Decimal("0")}},"undone":{{zero}},"restored":{{zero}},"conflicts":{{zero}}}
            """;
    }

    private static async Task<bool> RecordAsync(
        IDocumentTransaction transaction, BackfillWork work, JsonElement progress, KeyStretch? next, CancellationToken cancellationToken)
    {
        var chunks = progress.Required("chunks").AsInt();
        var change = next is null
            ? """{"isPlanned":true}"""
            : $$"""{"plannedTo":{"$literal":{{next.To}}},"chunks":{{Ejson.Int(chunks + 1)}}}""";
        var planned = await transaction.WriteAsync($$"""
            {"update":"{{BackfillCollections.Backfills}}","updates":[{
                "q":{"_id":{{Ejson.Long(work.Id)}},"epoch":{{Ejson.Long(work.Epoch)}},"chunks":{{Ejson.Int(chunks)}},"isPlanned":false},
                "u":[{"$set":{{change}}}]}]}
            """, cancellationToken).ConfigureAwait(false);
        if (planned.Matched != 1)
            throw new ClaimLostException($"Backfill {work.Id} was planned further by another run.");

        if (next is not null)
        {
            await transaction.WriteAsync($$"""
                {"insert":"{{BackfillCollections.Chunks}}","documents":[{{NewChunk(work, chunks + 1, next)}}]}
                """, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
