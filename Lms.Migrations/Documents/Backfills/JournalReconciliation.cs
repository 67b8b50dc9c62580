using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Counts and sums the journal anew, chunk by chunk, and compares it with what the chunks say.</summary>
/// <remarks>No key is journaled twice when keys are distinct within each part, lie within the part's range, and the ranges of a
/// chunk's parts form a chain; the chunks' own ranges do not overlap. So nothing need be kept but one part at a time.</remarks>
internal sealed class JournalReconciliation(IDocumentDatabase database)
{
    private const int Shown = 3;

    public async Task<string?> RunAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        if (!work.Definition.IsUndoable)
            return null;

        var place = work.Definition.Sum is { } sum ? work.Definition.Undo.ToList().IndexOf(sum) : -1;
        var chunks = await database.AllAsync($$$"""
            {"find":"{{{BackfillCollections.Chunks}}}","filter":{"_id":{{{BackfillCollections.ChunksOf(work.Id)}}}},"sort":{"_id":1},
                "projection":{"n":1,"after":1,"matched":1,"parts":1,"sumBefore":1,"sumAfter":1}}
            """, cancellationToken).ConfigureAwait(false);
        List<string> differences = [];
        foreach (var chunk in chunks)
        {
            var number = chunk.Required("n").AsInt();
            var parts = await database.AllAsync(Parts(work.Id, number, place), cancellationToken).ConfigureAwait(false);
            var total = parts.Count == 0 ? null : await database.FirstAsync(Total(parts, chunk), cancellationToken).ConfigureAwait(false);
            differences.AddRange(Compare(chunk, parts, total, place >= 0).Select(difference => $"chunk {number}: {difference}"));
        }

        return differences.Count == 0 ? null
            : string.Join("; ", differences.Take(Shown)) + (differences.Count > Shown ? $"; and {differences.Count - Shown:N0} more" : "");
    }

    private static IEnumerable<string> Compare(JsonElement chunk, List<JsonElement> parts, JsonElement? total, bool hasSum)
    {
        var journaled = parts.Sum(part => part.LongField("n"));
        if (parts.Count != chunk.LongField("parts"))
            yield return $"the journal has {parts.Count:N0} parts, {chunk.LongField("parts"):N0} were written";
        if (journaled != chunk.LongField("matched"))
            yield return $"the journal holds {journaled:N0} documents, {chunk.LongField("matched"):N0} were counted";
        if (parts.Any(part => part.LongField("distinct") != part.LongField("n")))
            yield return "a document is journaled twice";
        if (parts.Any(part => !part.Required("isWithin").AsBoolean()) || !IsChain(chunk, parts))
            yield return "parts of the journal overlap";
        if (hasSum && total is { } sums && !sums.Required("isSame").AsBoolean())
        {
            yield return $"the journal sums up to {sums.Required("before").AsNumber()} before and {sums.Required("after").AsNumber()} after, "
                + $"{chunk.Required("sumBefore").AsNumber()} and {chunk.Required("sumAfter").AsNumber()} were counted";
        }
    }

    private static bool IsChain(JsonElement chunk, List<JsonElement> parts)
    {
        var end = chunk.RawField("after");
        foreach (var part in parts)
        {
            if (part.RawField("after") != end)
                return false;
            end = part.RawField("to");
        }

        return true;
    }

    // A part without a beginning begins before everything: what is missing is less than any key.
    private static string Parts(long backfill, int chunk, int place) => $$$"""
        {"aggregate":"{{{BackfillCollections.Journal}}}","cursor":{},"pipeline":[
            {"$match":{"_id":{{{BackfillCollections.JournalOf(backfill, chunk)}}}}},{"$sort":{"_id":1}},
            {"$project":{"_id":0,"after":1,"to":1,"n":{"$size":"$entries"},"distinct":{"$size":{"$setUnion":["$entries._id",[]]}},
                "isWithin":{"$and":[{"$gt":[{"$min":"$entries._id"},"$after"]},{"$lte":[{"$max":"$entries._id"},"$to"]}]},
                "sumBefore":{{{Sum("b", place)}}},"sumAfter":{{{Sum("a", place)}}}}}]}
        """;

    private static string Sum(string side, int place) => place < 0
        ? """{"$literal":0}"""
        : $$$$$"""{"$sum":{"$map":{"input":"$entries.{{{{{side}}}}}.{{{{{place}}}}}","in":{"$cond":[{"$isNumber":"$$this"},{"$toDecimal":"$$this"},0]}}}}""";

    // The server adds and compares: its decimals have more digits than ours.
    private static string Total(List<JsonElement> parts, JsonElement chunk)
    {
        string Added(string field) => $$"""{"$add":[{{string.Join(',', parts.Select(part => part.RawField(field)))}}]}""";
        return $$$$"""
            {"aggregate":"{{{{BackfillCollections.Backfills}}}}","cursor":{},"pipeline":[{"$limit":1},
                {"$project":{"_id":0,"before":{{{{Added("sumBefore")}}}},"after":{{{{Added("sumAfter")}}}}}},
                {"$project":{"before":1,"after":1,"isSame":{"$and":[
                    {"$eq":["$before",{{{{chunk.RawField("sumBefore")}}}}]},{"$eq":["$after",{{{{chunk.RawField("sumAfter")}}}}]}]}}}]}
            """;
    }
}
