using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Claims chunks, and gives them back.</summary>
internal sealed class ChunkClaims(IDocumentDatabase database, TimeProvider time)
{
    private readonly ContentionRetry retry = new(time);

    /// <summary>Conditions, without braces, on a chunk's document that hold while the claim does; time is not among them.</summary>
    public static string ClaimedBy(BackfillWork work, Chunk chunk) => $$"""
        "state":"running","lane":{{Ejson.String(chunk.Lane)}},"epoch":{{Ejson.Long(work.Epoch)}}
        """;

    public async Task<Chunk?> ClaimAsync(BackfillWork work, string lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Chunks carry the epoch of the run that adopted them, so that a lane of an earlier run finds none.
        var command = $$$$"""
            {"findAndModify":"{{{{BackfillCollections.Chunks}}}}","sort":{"_id":1},"new":true,
                "query":{"_id":{{{{BackfillCollections.ChunksOf(work.Id)}}}},"epoch":{{{{Ejson.Long(work.Epoch)}}}},
                    "$or":[{"state":"pending"},{"state":"running","$expr":{"$lte":["$leaseUntil","$$NOW"]}}]},
                "update":[{"$set":{"state":"running","lane":{{{{Ejson.String(lane)}}}},
                    "leaseUntil":{"$add":["$$NOW",{{{{Ejson.Long((long)duration.TotalMilliseconds)}}}}]}}}]}
            """;
        var reply = EjsonElement.Parse(await retry.RunAsync(token => database.RunAsync(command, token), cancellationToken).ConfigureAwait(false));
        return reply.Field("value") is { } found ? Read(found, lane) : null;
    }

    public Task ReleaseAsync(BackfillWork work, Chunk chunk, CancellationToken cancellationToken) =>
        ChangeAsync(work, chunk, """{"$set":{"state":"pending"}},{"$unset":["lane","leaseUntil"]}""", cancellationToken);

    /// <summary>A failure counts as an attempt; one that ran out of time is remembered besides, for it is what divides a chunk.</summary>
    public Task FailAsync(BackfillWork work, Chunk chunk, string error, bool isTimeout, bool isFinal, CancellationToken cancellationToken) =>
        ChangeAsync(work, chunk, $$$$"""
            {"$set":{"state":"{{{{(isFinal ? "failed" : "pending")}}}}","error":{"$literal":{{{{Ejson.String(error)}}}}},"errorAt":"$$NOW",
                "attempts":{"$add":["$attempts",1]},"timeouts":{"$add":["$timeouts",{{{{(isTimeout ? 1 : 0)}}}}]}}},
            {"$unset":["lane","leaseUntil"]}
            """, cancellationToken);

    private async Task ChangeAsync(BackfillWork work, Chunk chunk, string stages, CancellationToken cancellationToken)
    {
        var command = $$"""
            {"update":"{{BackfillCollections.Chunks}}","updates":[{
                "q":{"_id":{{BackfillCollections.ChunkId(work.Id, chunk.Number)}},{{ClaimedBy(work, chunk)}}},"u":[{{stages}}]}]}
            """;
        var changed = await retry.RunAsync(token => database.WriteAsync(command, token), cancellationToken).ConfigureAwait(false);
        if (changed.Matched != 1)
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is not claimed by {chunk.Lane} any more.");
    }

    private static Chunk Read(JsonElement document, string lane) => new(
        document.Required("n").AsInt(), document.RawField("after"), document.RawField("to")!, document.RawField("cursor"), lane,
        document.Required("attempts").AsInt(), document.Required("timeouts").AsInt());
}
