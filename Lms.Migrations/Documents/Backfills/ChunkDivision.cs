using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Divides what is left of a chunk that runs out of time.</summary>
internal sealed class ChunkDivision(IDocumentDatabase database, FencedTransaction fenced)
{
    public async Task<bool> SplitAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken)
    {
        var range = KeyRange.Condition(chunk.Cursor ?? chunk.After, chunk.To);
        if (await new KeyWalk(database, work.Definition.Source).MiddleAsync(range, cancellationToken).ConfigureAwait(false) is not { } halves)
            return false;

        var second = new KeyStretch(halves.Middle, chunk.To, halves.Second);
        return await fenced.RunAsync((transaction, token) => DivideAsync(transaction, work, chunk, second, token), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> DivideAsync(
        IDocumentTransaction transaction, BackfillWork work, Chunk chunk, KeyStretch second, CancellationToken cancellationToken)
    {
        var shortened = await transaction.WriteAsync($$$$"""
            {"update":"{{{{BackfillCollections.Chunks}}}}","updates":[{
                "q":{"_id":{{{{BackfillCollections.ChunkId(work.Id, chunk.Number)}}}},{{{{ChunkClaims.ClaimedBy(work, chunk)}}}}},
                "u":[{"$set":{"to":{"$literal":{{{{second.After}}}}},"state":"pending","timeouts":0,"keys":{"$subtract":["$keys",{{{{Ejson.Long(second.Keys)}}}}]}}},
                    {"$unset":["lane","leaseUntil"]}]}]}
            """, cancellationToken).ConfigureAwait(false);
        if (shortened.Matched != 1)
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is not claimed by {chunk.Lane} any more.");

        var backfill = EjsonElement.Parse(await transaction.RunAsync($$$"""
            {"findAndModify":"{{{BackfillCollections.Backfills}}}","query":{"_id":{{{Ejson.Long(work.Id)}}},"epoch":{{{Ejson.Long(work.Epoch)}}}},
                "update":{"$inc":{"chunks":1}},"new":true,"fields":{"chunks":1}}
            """, cancellationToken).ConfigureAwait(false)).Field("value")
            ?? throw new ClaimLostException($"Backfill {work.Id} is driven by another run than that of epoch {work.Epoch}.");
        await transaction.WriteAsync($$"""
            {"insert":"{{BackfillCollections.Chunks}}","documents":[{{ChunkPlanning.NewChunk(work, backfill.Required("chunks").AsInt(), second)}}]}
            """, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
