using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Reads how backfills stand.</summary>
internal sealed class BackfillReading(IDocumentDatabase database)
{
    private const string Driver = """
        {"aggregate":"migration_lease","cursor":{},"pipeline":[
            {"$match":{"_id":"lease","$expr":{"$gt":["$expiresAt","$$NOW"]}}},{"$project":{"_id":0,"runId":1}}]}
        """;

    /// <summary>All that match a filter on <c>migration_backfills</c>, newest first.</summary>
    public async Task<IReadOnlyList<BackfillStatus>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var backfills = await database.AllAsync(
            $$$"""{"find":"{{{BackfillCollections.Backfills}}}","filter":{{{filter}}},"sort":{"_id":-1}}""", cancellationToken).ConfigureAwait(false);
        if (backfills.Count == 0)
            return [];

        var chunks = await database.AllAsync(ChunkTotals(backfills), cancellationToken).ConfigureAwait(false);
        var totals = chunks.ToDictionary(total => total.Required("_id").AsLong());
        var driver = (await database.FirstAsync(Driver, cancellationToken).ConfigureAwait(false))?.Field("runId")?.AsText();
        return [.. backfills.Select(backfill => Compose(
            backfill, totals.TryGetValue(backfill.Required("_id").AsLong(), out var total) ? total : default, driver))];
    }

    /// <summary>What a rollback left alone.</summary>
    public async Task<IReadOnlyList<BackfillConflict>> ReadConflictsAsync(long id, int limit, CancellationToken cancellationToken)
    {
        var conflicts = await database.AllAsync($$$"""
            {"aggregate":"{{{BackfillCollections.Journal}}}","cursor":{},"pipeline":[
                {"$match":{"_id":{{{BackfillCollections.RestoredOf(id)}}}}},{"$unwind":"$conflicts"},{"$replaceWith":"$conflicts"},
                {"$sort":{"key":1,"field":1}},{"$limit":{{{limit}}}}]}
            """, cancellationToken).ConfigureAwait(false);
        return conflicts.ConvertAll(ConflictText.Read);
    }

    // Newest first; where others lie between them, their totals are left aside.
    private static string ChunkTotals(List<JsonElement> backfills)
    {
        static string Sum(string field) => $$"""{{Ejson.String(field)}}:{"$sum":{{Ejson.String("$" + field)}}}""";
        static string Count(string state) => $$$"""{{{Ejson.String(state)}}}:{"$sum":{"$cond":[{"$eq":["$state",{{{Ejson.String(state)}}}]},1,0]}}""";
        var (first, end) = (backfills[^1].RawField("_id"), Ejson.Long(backfills[0].Required("_id").AsLong() + 1));
        string[] sums = ["keys", "processed", "matched", "modified", "batches", "sumBefore", "sumAfter", "restored", "conflicts"];
        string[] states = ["pending", "running", "done", "failed"];
        return $$$$$"""
            {"aggregate":"{{{{{BackfillCollections.Chunks}}}}}","cursor":{},"pipeline":[
                {"$match":{"_id":{"$gte":{"b":{{{{{first}}}}}},"$lt":{"b":{{{{{end}}}}}}}}},
                {"$group":{"_id":"$b",{{{{{string.Join(',', sums.Select(Sum))}}}}},{{{{{string.Join(',', states.Select(Count))}}}}},
                    "error":{"$max":{"at":"$errorAt","text":"$error"}}}}]}
            """;
    }

    private static BackfillStatus Compose(JsonElement backfill, JsonElement chunks, string? driver)
    {
        var runId = backfill.Required("runId").AsGuid();
        var isDriven = driver is not null && Guid.Parse(driver) == runId;
        var hasSum = backfill.Field("sum") is not null;
        return new BackfillStatus
        {
            Id = backfill.Required("_id").AsLong(),
            Version = MigrationVersion.Parse(backfill.Required("version").AsText()),
            Name = backfill.Required("name").AsText(),
            Step = backfill.Required("step").AsInt(),
            Checksum = backfill.Required("checksum").AsText(),
            RunId = runId,
            Epoch = backfill.Required("epoch").AsLong(),
            Source = backfill.Required("source").AsText(),
            State = BackfillTerms.ReadState(backfill.Required("state").AsText()),
            IsDriven = isDriven,
            ChangedBy = backfill.Required("changedBy").AsText(),
            Reason = backfill.Field("reason")?.AsText(),
            StartedAt = backfill.Required("startedAt").AsDate(),
            ChangedAt = backfill.Required("changedAt").AsDate(),
            IsPlanned = backfill.Required("isPlanned").AsBoolean(),
            Estimated = backfill.LongField("estimated"),
            Planned = chunks.LongField("keys"),
            Processed = chunks.LongField("processed"),
            Matched = chunks.LongField("matched"),
            Modified = chunks.LongField("modified"),
            Batches = chunks.LongField("batches"),
            SumBefore = hasSum ? chunks.Field("sumBefore")?.AsNumber() ?? "0" : null,
            SumAfter = hasSum ? chunks.Field("sumAfter")?.AsNumber() ?? "0" : null,
            Restored = chunks.LongField("restored"),
            Conflicts = chunks.LongField("conflicts"),
            Chunks = new ChunkCounts(
                (int)chunks.LongField("pending"), (int)chunks.LongField("running"), (int)chunks.LongField("done"), (int)chunks.LongField("failed")),
            Error = chunks.Field("error")?.Field("text")?.AsText(),
            // What a run said last says nothing once it is gone.
            Rate = isDriven ? backfill.Field("rate")?.AsDouble() : null,
            BatchSize = isDriven ? backfill.Field("batchSize")?.AsInt() : null,
            Lanes = isDriven ? (int)backfill.LongField("lanes") : 0,
            Throttle = isDriven ? backfill.Field("throttle")?.AsText() : null,
        };
    }
}
