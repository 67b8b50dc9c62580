using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Commits batches: documents, cursor, counts and pre-images together, exactly once.</summary>
/// <remarks>One snapshot for the journal and the change: both see the same documents, and a document that somebody else changed in
/// between fails the batch with a write conflict. The chunk's own document is the fence. Every batch writes it under its lane and
/// epoch, and so does whoever takes the chunk over, by a claim or by adopting the backfill: one of the two conflicts and commits
/// nothing, whatever the clocks say.</remarks>
internal sealed class BatchTransaction(IDocumentDatabase database, TimeProvider time, BackfillWork work, Chunk chunk, BatchBounds bounds)
{
    private readonly BatchCommands commands = new((DocumentBackfill)work.Definition);
    private readonly string chunkId = BackfillCollections.ChunkId(work.Id, chunk.Number);
    private readonly string claim = ChunkClaims.ClaimedBy(work, chunk);

    public async Task<BatchResult> RunAsync(CancellationToken cancellationToken)
    {
        var transaction = await database.BeginAsync(new TransactionBounds(bounds.Timeout, bounds.LockTimeout), cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var standing = await ReadStandingAsync(transaction, cancellationToken).ConfigureAwait(false);
            var stretch = await MeasureAsync(transaction, standing, cancellationToken).ConfigureAwait(false);
            var range = KeyRange.Condition(standing.Cursor ?? chunk.After, stretch.To);

            var journal = await ReadJournalAsync(transaction, range, cancellationToken).ConfigureAwait(false);
            if (journal is not null)
                await WriteJournalAsync(transaction, journal, standing, stretch, cancellationToken).ConfigureAwait(false);

            var locked = time.GetTimestamp();
            var written = journal?.Matched == 0
                ? new WriteReply(0, 0)
                : await transaction.WriteAsync(commands.Update(range), cancellationToken).ConfigureAwait(false);
            if (journal is not null && journal.Matched != written.Matched)
                throw new BatchRejectedException($"The filter matched {journal.Matched:N0} documents for the journal and {written.Matched:N0} for the change; nothing was changed.");

            await AdvanceAsync(transaction, stretch, written, journal, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new BatchResult(stretch.Keys, written.Matched, written.Modified, time.GetElapsedTime(locked), stretch.To, stretch.IsLast, standing.State);
        }
    }

    /// <summary>The claim and the backfill's state, in one look.</summary>
    private async Task<Standing> ReadStandingAsync(IDocumentTransaction transaction, CancellationToken cancellationToken)
    {
        var found = await transaction.FirstPageAsync($$$$"""
            {"aggregate":"{{{{BackfillCollections.Chunks}}}}","cursor":{},"pipeline":[
                {"$match":{"_id":{{{{chunkId}}}},{{{{claim}}}},"$expr":{"$gt":["$leaseUntil","$$NOW"]}}},
                {"$project":{"_id":0,"cursor":1,"parts":1,"journaledTo":1}},
                {"$unionWith":{"coll":"{{{{BackfillCollections.Backfills}}}}","pipeline":[
                    {"$match":{"_id":{{{{Ejson.Long(work.Id)}}}},"epoch":{{{{Ejson.Long(work.Epoch)}}}},"runId":{{{{Ejson.Guid(work.RunId)}}}}}},
                    {"$project":{"_id":0,"state":1}}]}}]}
            """, cancellationToken).ConfigureAwait(false);
        JsonElement? own = null, backfill = null;
        foreach (var document in found.EnumerateArray())
        {
            if (document.Field("state") is not null)
                backfill = document;
            else
                own = document;
        }

        if (own is not { } claimed)
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} is not claimed by {chunk.Lane} any more.");

        return backfill?.Field("state") is { } state
            ? new Standing(claimed.RawField("cursor"), claimed.RawField("journaledTo"), claimed.LongField("parts"), BackfillTerms.ReadState(state.AsText()))
            : throw new ClaimLostException($"Backfill {work.Id} is driven by another run than that of epoch {work.Epoch}.");
    }

    private async Task<Stretch> MeasureAsync(IDocumentTransaction transaction, Standing standing, CancellationToken cancellationToken)
    {
        var range = KeyRange.Condition(standing.Cursor ?? chunk.After, chunk.To);
        var bound = await transaction.FirstAsync(commands.Bound(range, bounds.Keys), cancellationToken).ConfigureAwait(false);
        if (bound?.RawField("_id") is { } to)
            return new Stretch(to, bounds.Keys, to == chunk.To);

        var left = await transaction.FirstAsync(commands.Count(range), cancellationToken).ConfigureAwait(false);
        return new Stretch(chunk.To, (int)(left?.LongField("n") ?? 0), IsLast: true);
    }

    private async Task<JournalText?> ReadJournalAsync(IDocumentTransaction transaction, string range, CancellationToken cancellationToken)
    {
        if (commands.Journal(range) is not { } command)
            return null;

        var journal = JournalText.Parse(await transaction.RunAsync(command, cancellationToken).ConfigureAwait(false));
        return journal.Unrestorable is null ? journal : throw new BatchRejectedException(
            $"A value within {journal.Unrestorable} could not be taken away again exactly, for there is no document at that path. "
            + "Add it in a step before, leave such documents out by 'where', or set \"undo\": false.");
    }

    // Parts of one chunk form a chain: each says after which key it begins and at which it ends, so that what is journaled can be
    // proven to be journaled once.
    private async Task WriteJournalAsync(
        IDocumentTransaction transaction, JournalText journal, Standing standing, Stretch stretch, CancellationToken cancellationToken)
    {
        var after = standing.JournaledTo ?? chunk.After;
        foreach (var (index, part) in journal.Parts.Index())
        {
            var to = index == journal.Parts.Count - 1 ? stretch.To : part.Last;
            var id = BackfillCollections.JournalId(work.Id, chunk.Number, standing.Parts + index);
            var begin = after is null ? "" : $"\"after\":{after},";
            await transaction.WriteAsync(
                string.Concat(
                    $$"""{"insert":"{{BackfillCollections.Journal}}","documents":[{"_id":{{id}},"b":{{Ejson.Long(work.Id)}},{{begin}}"to":{{to}},"entries":[""",
                    part.DecodeEntries(),
                    "]}]}"),
                cancellationToken).ConfigureAwait(false);
            after = to;
        }
    }

    private async Task AdvanceAsync(IDocumentTransaction transaction, Stretch stretch, WriteReply written, JournalText? journal, CancellationToken cancellationToken)
    {
        var sums = journal is { SumBefore: { } before, SumAfter: { } after } ? $",{Added("sumBefore", before)},{Added("sumAfter", after)}" : "";
        var journaled = journal?.Parts.Count > 0
            ? $$"""
              ,{{Added("parts", Ejson.Long(journal.Parts.Count))}},"journaledTo":{"$literal":{{stretch.To}}}
              """
            : "";
        var end = stretch.IsLast ? """,{"$set":{"state":"done"}},{"$unset":["lane","leaseUntil","error","errorAt"]}""" : "";
        var advanced = await transaction.WriteAsync($$$"""
            {"update":"{{{BackfillCollections.Chunks}}}","updates":[{"q":{"_id":{{{chunkId}}},{{{claim}}}},"u":[{"$set":{
                "cursor":{"$literal":{{{stretch.To}}}},"leaseUntil":{"$add":["$$NOW",{{{Ejson.Long((long)bounds.Claim.TotalMilliseconds)}}}]},
                {{{Added("processed", Ejson.Long(stretch.Keys))}}},{{{Added("matched", Ejson.Long(written.Matched))}}},
                {{{Added("modified", Ejson.Long(written.Modified))}}},{{{Added("batches", Ejson.Long(1))}}}{{{sums}}}{{{journaled}}}}}{{{end}}}]}]}
            """, cancellationToken).ConfigureAwait(false);
        if (advanced.Matched != 1)
            throw new ClaimLostException($"Chunk {chunk.Number} of backfill {work.Id} was taken over.");
    }

    private static string Added(string field, string value) => $$"""
        "{{field}}":{"$add":["${{field}}",{{value}}]}
        """;

    /// <summary>How the chunk and the backfill stand when the batch begins.</summary>
    /// <param name="Cursor">The last key walked past: what the database says, for an answer to an earlier commit may have been lost.</param>
    /// <param name="JournaledTo">Where the last part of the journal ends.</param>
    /// <param name="Parts">Parts of the journal so far.</param>
    /// <param name="State">The backfill's.</param>
    private sealed record Standing(string? Cursor, string? JournaledTo, long Parts, BackfillState State);

    /// <summary>What a batch covers.</summary>
    /// <param name="To">Its last key.</param>
    /// <param name="Keys">How many keys.</param>
    /// <param name="IsLast">Whether the chunk ends with it.</param>
    private sealed record Stretch(string To, int Keys, bool IsLast);
}
