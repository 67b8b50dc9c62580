using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Restores documents of which all changed fields still are as a backfill wrote them; tells of the others.</summary>
internal sealed class Restoration(IDocumentTransaction transaction, string source, IReadOnlyList<string> fields)
{
    private const int StatementsAtOnce = 1_000;
    private readonly string collection = Ejson.String(source);

    public async Task<(long Restored, List<BackfillConflict> Conflicts)> RunAsync(
        IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var changed = entries.Where(entry => entry.Changed.Count > 0).ToList();
        var found = await ReadAsync(changed, cancellationToken).ConfigureAwait(false);
        // By what is to be done: most documents of a backfill had the same values before, and one statement serves them all.
        Dictionary<string, List<string>> restorable = [];
        List<BackfillConflict> conflicts = [];
        foreach (var entry in changed)
        {
            JsonElement? document = found.TryGetValue(entry.Key, out var value) ? value : null;
            if (entry.Conflicting(document) is { Count: > 0 } fields)
                conflicts.AddRange(fields.Select(field => Conflict(entry, field, document)));
            else if (!entry.IsRestored(document!.Value))
                Add(restorable, Update(entry), entry.Key);
        }

        await RestoreAsync(restorable, cancellationToken).ConfigureAwait(false);
        return (restorable.Values.Sum(keys => (long)keys.Count), conflicts);
    }

    private async Task<Dictionary<string, JsonElement>> ReadAsync(List<JournalEntry> entries, CancellationToken cancellationToken)
    {
        Dictionary<string, JsonElement> found = new(entries.Count);
        if (entries.Count == 0)
            return found;

        var values = string.Join(',', fields.Select((path, field) => $"\"{JournalEntry.FieldName(field)}\":{Ejson.String("$" + path)}"));
        var command = $$$$"""
            {"aggregate":{{{{collection}}}},"cursor":{"batchSize":{{{{entries.Count + 1}}}}},"pipeline":[
                {"$match":{"_id":{"$in":[{{{{string.Join(',', entries.Select(entry => entry.Key))}}}}]}}},
                {"$replaceWith":{"_id":"$_id","v":{{{{{values}}}}}}}]}
            """;
        await foreach (var text in transaction.ReadAsync(command, cancellationToken).ConfigureAwait(false))
        {
            var document = EjsonElement.Parse(text);
            found[document.RawField("_id")!] = document.Required("v");
        }

        return found;
    }

    private async Task RestoreAsync(Dictionary<string, List<string>> restorable, CancellationToken cancellationToken)
    {
        foreach (var statements in restorable.Chunk(StatementsAtOnce))
        {
            var updates = string.Join(',', statements.Select(statement => Statement(statement.Key, statement.Value)));
            var written = await transaction.WriteAsync($$"""{"update":{{collection}},"updates":[{{updates}}]}""", cancellationToken).ConfigureAwait(false);
            var expected = statements.Sum(statement => (long)statement.Value.Count);
            if (written.Matched != expected)
                throw new BatchRejectedException($"{written.Matched:N0} documents were restored instead of {expected:N0}; nothing was changed.");
        }
    }

    private static string Statement(string update, List<string> keys) => keys is [var only]
        ? $$"""{"q":{"_id":{{only}}},"u":{{update}}}"""
        : $$$"""{"q":{"_id":{"$in":[{{{string.Join(',', keys)}}}]}},"u":{{{update}}},"multi":true}""";

    // As a pipeline: DocumentDB's plain $set takes a decimal for unchanged that differs in its zeros alone.
    private string Update(JournalEntry entry)
    {
        List<string> set = [];
        List<string> unset = [];
        foreach (var field in entry.Changed)
        {
            if (JournalEntry.Value(entry.Before, field) is { } before)
                set.Add($$"""{{Ejson.String(fields[field])}}:{"$literal":{{before.GetRawText()}}}""");
            else
                unset.Add(Ejson.String(fields[field]));
        }

        List<string> stages = [];
        if (set.Count > 0)
            stages.Add($$$"""{"$set":{{{{string.Join(',', set)}}}}}""");
        if (unset.Count > 0)
            stages.Add($$"""{"$unset":[{{string.Join(',', unset)}}]}""");
        return $"[{string.Join(',', stages)}]";
    }

    private BackfillConflict Conflict(JournalEntry entry, int field, JsonElement? found) => new(
        entry.Key, fields[field],
        JournalEntry.Value(entry.Before, field)?.GetRawText(),
        JournalEntry.Value(entry.After, field)?.GetRawText(),
        found is { } document ? JournalEntry.Value(document, field)?.GetRawText() : null,
        IsDeleted: found is null);

    private static void Add(Dictionary<string, List<string>> restorable, string update, string key)
    {
        if (restorable.TryGetValue(update, out var keys))
            keys.Add(key);
        else
            restorable[update] = [key];
    }
}
