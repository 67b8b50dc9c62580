using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Leasing;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Restores the journal part by part, newest first.</summary>
/// <remarks>One transaction for a part: it compares what stands there with what was written, and restores, in one snapshot. A
/// document that the application changes in between makes a write conflict, and the part is tried again.</remarks>
internal sealed class JournalUndo(FencedTransaction fenced)
{
    public Task<UndoResult?> NextAsync(BackfillWork work, Lease lease, CancellationToken cancellationToken) =>
        fenced.RunAsync(lease.Epoch, lease.Run.RunId, (transaction, token) => NextAsync(transaction, work, token), cancellationToken);

    private static async Task<UndoResult?> NextAsync(IDocumentTransaction transaction, BackfillWork work, CancellationToken cancellationToken)
    {
        if (await FindPartAsync(transaction, work.Id, cancellationToken).ConfigureAwait(false) is not { } part)
            return null;

        var backfill = await transaction.FirstAsync($$$"""
            {"find":"{{{BackfillCollections.Backfills}}}","filter":{"_id":{{{Ejson.Long(work.Id)}}}},"projection":{"state":1,"fields":1}}
            """, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Backfill {work.Id} does not exist.");
        // The journal's own fields: the migration file may name others by now.
        var fields = backfill.Required("fields").EnumerateArray().Select(field => field.AsText()).ToList();

        using var journal = await ReadJournalAsync(transaction, part, cancellationToken).ConfigureAwait(false);
        var restoration = new Restoration(transaction, work.Definition.Source, fields);
        var (restored, conflicts) = await restoration.RunAsync(Entries(journal, fields.Count), cancellationToken).ConfigureAwait(false);
        await RecordAsync(transaction, part, restored, conflicts, cancellationToken).ConfigureAwait(false);
        return new UndoResult(restored, ConflictText.Documents(conflicts), BackfillTerms.ReadState(backfill.Required("state").AsText()));
    }

    private static async Task<Part?> FindPartAsync(IDocumentTransaction transaction, long backfill, CancellationToken cancellationToken)
    {
        var chunk = await transaction.FirstAsync($$$"""
            {"find":"{{{BackfillCollections.Chunks}}}","filter":{"_id":{{{BackfillCollections.ChunksOf(backfill)}}},"$expr":{"$gt":["$parts","$undone"]}},
                "sort":{"_id":-1},"limit":1,"projection":{"n":1,"parts":1,"undone":1}}
            """, cancellationToken).ConfigureAwait(false);
        return chunk is { } found
            ? new Part(backfill, found.Required("n").AsInt(), found.LongField("parts") - found.LongField("undone") - 1)
            : null;
    }

    private static async Task<JsonDocument> ReadJournalAsync(IDocumentTransaction transaction, Part part, CancellationToken cancellationToken)
    {
        var reply = await transaction.RunAsync($$"""
            {"find":"{{BackfillCollections.Journal}}","filter":{"_id":{{part.JournalId}}},"limit":1}
            """, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(reply);
    }

    private static List<JournalEntry> Entries(JsonDocument reply, int fields)
    {
        var page = reply.RootElement.Required("cursor").Required("firstBatch");
        return page.GetArrayLength() == 1
            ? [.. page[0].Required("entries").EnumerateArray().Select(entry => JournalEntry.Read(entry, fields))]
            : throw new BatchRejectedException("A part of the undo journal is missing: somebody has deleted from migration_undo. Nothing more was restored.");
    }

    private static async Task RecordAsync(
        IDocumentTransaction transaction, Part part, long restored, List<BackfillConflict> conflicts, CancellationToken cancellationToken)
    {
        await transaction.WriteAsync($$$$"""
            {"update":"{{{{BackfillCollections.Journal}}}}","updates":[{"q":{"_id":{{{{part.RestoredId}}}}},"upsert":true,"u":[{"$set":{
                "b":{{{{Ejson.Long(part.Backfill)}}}},"restoredAt":"$$NOW","restored":{{{{Ejson.Long(restored)}}}},"conflicts":{"$literal":{{{{ConflictText.Write(conflicts)}}}}}}}]}]}
            """, cancellationToken).ConfigureAwait(false);
        await transaction.WriteAsync($$$$"""
            {"update":"{{{{BackfillCollections.Chunks}}}}","updates":[{"q":{"_id":{{{{BackfillCollections.ChunkId(part.Backfill, part.Chunk)}}}}},
                "u":{"$inc":{"undone":{{{{Ejson.Long(1)}}}},"restored":{{{{Ejson.Long(restored)}}}},"conflicts":{{{{Ejson.Long(ConflictText.Documents(conflicts))}}}}}}}]}
            """, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One document of the journal.</summary>
    private sealed record Part(long Backfill, int Chunk, long Sequence)
    {
        public string JournalId => BackfillCollections.JournalId(Backfill, Chunk, Sequence);

        public string RestoredId => BackfillCollections.RestoredId(Backfill, Chunk, Sequence);
    }
}
