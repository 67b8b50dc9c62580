using System.Text.Json;
using Lms.Migrations.Backfills;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>The commands of a backfill's batches. Filter and expressions stay as the migration file has them.</summary>
/// <remarks>All of them walk the index of <c>_id</c>: an index that suits the filter would be walked whole for every batch.</remarks>
internal sealed class BatchCommands
{
    private const string ByKey = """ "hint":{"_id":1} """;
    private readonly DocumentBackfill definition;
    private readonly string collection;
    private readonly string pipeline;
    private readonly string? journal;

    public BatchCommands(DocumentBackfill definition)
    {
        this.definition = definition;
        collection = Ejson.String(definition.Source);
        pipeline = ComposeUpdate();
        Fields = definition.IsUndoable ? definition.Undo : definition.Sum is { } sum ? [sum] : [];
        journal = Fields.Count > 0 ? ComposeJournal() : null;
    }

    /// <summary>Paths whose values before and after are computed; their places in the list are their names in the journal.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>The key at which a batch ends: the last of so many within the range.</summary>
    public string Bound(string range, int keys) => $$"""
        {"find":{{collection}},"filter":{"_id":{{range}}},"sort":{"_id":1},"skip":{{keys - 1}},"limit":1,"projection":{"_id":1},{{ByKey}}}
        """;

    /// <summary>How many keys a range holds, whether they match or not.</summary>
    public string Count(string range) => $$$"""
        {"aggregate":{{{collection}}},"pipeline":[{"$match":{"_id":{{{range}}}}},{"$count":"n"}],"cursor":{},{{{ByKey}}}}
        """;

    /// <summary>One document <c>{ n, unrestorable, sumBefore, sumAfter, entries }</c>; none when nothing matches. Null when neither
    /// a journal nor a sum is asked for.</summary>
    public string? Journal(string range) => journal is null ? null : $$$"""
        {"aggregate":{{{collection}}},"pipeline":[{"$match":{{{Filter(range, definition.Where)}}}},{"$sort":{"_id":1}},{{{journal}}}],"cursor":{},{{{ByKey}}}}
        """;

    /// <summary>The change itself.</summary>
    /// <remarks>DocumentDB 1.0 ignores the hint of an update, but has no index for a condition that is negated twice. Measured on
    /// 1.3 M users with the indexes of 002: 100 keys of 003 in 4 s as the condition stands, in 0.1 s like this.</remarks>
    public string Update(string range) => $$"""
        {"update":{{collection}},"updates":[{"q":{{Filter(range, Unindexed(definition.Where))}},"u":{{pipeline}},"multi":true,{{ByKey}}}]}
        """;

    private static string Unindexed(string where) => IsEmpty(where) ? where : $$"""{"$nor":[{"$nor":[{{where}}]}]}""";

    private static string Filter(string range, string where) => IsEmpty(where)
        ? $$"""{"_id":{{range}}}"""
        : $$"""{"$and":[{"_id":{{range}}},{{where}}]}""";

    private string ComposeUpdate()
    {
        List<string> stages = [];
        if (definition.Set.Count > 0)
            stages.Add($$$"""{"$set":{{{{string.Join(',', definition.Set.Select(field => $"{Ejson.String(field.Key)}:{Whole(field.Value)}"))}}}}}""");
        if (definition.Unset.Count > 0)
            stages.Add($$"""{"$unset":[{{string.Join(',', definition.Unset.Select(Ejson.String))}}]}""");
        return $"[{string.Join(',', stages)}]";
    }

    // A field that is missing is left out of an object that is computed from it, so that absent and null stay apart. The values
    // after are the same expressions on the same documents in the same snapshot as those of the update.
    private string ComposeJournal()
    {
        var before = string.Join(',', Fields.Select((path, index) => $"\"{index}\":{Ejson.String("$" + path)}"));
        var after = string.Join(',', Fields.Select((path, index) => $"\"{index}\":{After(path)}"));
        var sum = definition.Sum is { } path ? Fields.ToList().IndexOf(path) : -1;
        var sums = sum < 0 ? "" : $$""" "sumBefore":{"$sum":{{Decimal($"$b.{sum}")}}},"sumAfter":{"$sum":{{Decimal($"$a.{sum}")}}},""";
        var entries = definition.IsUndoable ? """ ,"entries":{"$push":"$$ROOT"} """ : "";
        return $$$"""
            {"$replaceWith":{"_id":"$_id","b":{{{{before}}}},"a":{{{{after}}}}{{{UnrestorablePath()}}}}},
            {"$group":{"_id":null,{{{sums}}}"unrestorable":{"$min":"$p"},"n":{"$sum":1}{{{entries}}}}}
            """;
    }

    private string After(string path)
    {
        foreach (var (assigned, expression) in definition.Set)
        {
            if (assigned == path)
                return Whole(expression);
        }

        return definition.Unset.Contains(path) ? "\"$$REMOVE\"" : Ejson.String("$" + path);
    }

    // To assign a.b where there is no object a creates one, and to take the value away again would leave it there, empty.
    private string UnrestorablePath()
    {
        var parents = Fields.SelectMany(Parents).Distinct().ToList();
        if (parents.Count == 0 || !definition.IsUndoable)
            return "";

        var branches = string.Join(',', parents.Select(parent =>
            $$$$"""{"case":{"$ne":[{"$type":{{{{Ejson.String("$" + parent)}}}}},"object"]},"then":{"id":"$_id","path":{"$literal":{{{{Ejson.String(parent)}}}}}}}"""));
        return $$$""","p":{"$switch":{"branches":[{{{branches}}}],"default":"$$REMOVE"}}""";
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
            yield return path[..dot];
    }

    private static string Decimal(string value) =>
        $$"""{"$cond":[{"$isNumber":{{Ejson.String(value)}}},{"$toDecimal":{{Ejson.String(value)}}},{{Ejson.Decimal("0")}}]}""";

    /// <summary>Takes an object with field names of its own for a value: <c>$set</c> alone would merge it into the one that is there.</summary>
    private static string Whole(string expression)
    {
        using var parsed = JsonDocument.Parse(expression);
        return parsed.RootElement.ValueKind == JsonValueKind.Object && !parsed.RootElement.EnumerateObject().Any(field => field.Name.StartsWith('$'))
            ? $$"""{"$mergeObjects":[{{expression}}]}"""
            : expression;
    }

    private static bool IsEmpty(string filter)
    {
        using var parsed = JsonDocument.Parse(filter);
        return !parsed.RootElement.EnumerateObject().Any();
    }
}
