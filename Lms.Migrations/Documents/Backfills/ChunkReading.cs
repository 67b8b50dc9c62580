using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Reads how the chunks of a backfill stand.</summary>
internal sealed class ChunkReading(IDocumentDatabase database)
{
    /// <inheritdoc cref="IBackfillStore.ReadChunksAsync"/>
    public async Task<ChunkPage> ReadAsync(long id, ChunkQuery query, CancellationToken cancellationToken)
    {
        var state = query.State is { } wanted ? $",\"state\":{Ejson.String(BackfillTerms.Term(wanted))}" : "";
        var chunks = await database.AllAsync($$$"""
            {"find":"{{{BackfillCollections.Chunks}}}","filter":{"_id":{{{BackfillCollections.ChunksAfter(id, query.After ?? 0)}}}{{{state}}}},
                "sort":{"_id":1},"limit":{{{Ejson.Int(query.Limit + 1)}}}}
            """, cancellationToken).ConfigureAwait(false);
        return ChunkPage.Of(chunks.ConvertAll(Read), query.Limit);
    }

    private static BackfillChunk Read(JsonElement chunk) => new(
        chunk.Required("n").AsInt(), BackfillTerms.ReadChunkState(chunk.Required("state").AsText()), chunk.RawField("after"),
        chunk.RawField("to")!, chunk.RawField("cursor"), chunk.Field("lane")?.AsText(), chunk.Required("attempts").AsInt(),
        chunk.Required("timeouts").AsInt(), chunk.LongField("keys"), chunk.LongField("processed"), chunk.LongField("matched"),
        chunk.LongField("modified"), chunk.LongField("batches"), chunk.Field("error")?.AsText(), chunk.Field("leaseUntil")?.AsDate());
}
