using Lms.Migrations.Backfills;

namespace Lms.Migrations.Catalog.Json;

/// <summary>A step that changes a collection in batches.</summary>
internal sealed class BackfillStep
{
    public const string Batch = "batch";
    private const string Shape = "a backfill has the properties backfill, where, set, unset, undo, sum and batch";

    private readonly JsonSourceObject step;
    private readonly JsonFaults faults;

    private BackfillStep(JsonSourceObject step, JsonFaults faults)
    {
        this.step = step;
        this.faults = faults;
    }

    /// <summary>Reads a backfill; null when it is faulty.</summary>
    public static BackfillStatement? Parse(JsonSourceObject step, JsonFaults faults) => new BackfillStep(step, faults).Parse();

    private BackfillStatement? Parse()
    {
        var before = faults.All.Count;
        faults.RefuseUnknown(step, ["backfill", "where", "set", "unset", "undo", "sum", Batch], Shape);
        var collection = ReadCollection();
        var where = ReadWhere();
        var assignments = BackfillAssignments.Read(step, faults);
        var undo = ReadUndo();
        var sum = ReadSum(assignments);
        var batch = ReadBatch();
        if (!undo)
            RequireGuard(where, assignments);
        if (faults.All.Count > before)
            return null;

        var definition = new DocumentBackfill(
            collection!, undo ? assignments.Paths : [], sum, batch, where is null ? "{}" : JsonText.Of(where), assignments.Set, assignments.Unset);
        return new BackfillStatement(JsonText.Of(step), step.At.Line, definition);
    }

    private string? ReadCollection()
    {
        var source = step.Properties[0].Value;
        if (source is JsonSourceString { Value: { Length: > 0 } name } && !name.Contains('$', StringComparison.Ordinal))
            return name;

        faults.Add(source.At, "'backfill' needs the name of a collection");
        return null;
    }

    private JsonSourceObject? ReadWhere() => step.Find("where") is { } property
        ? faults.Expect<JsonSourceObject>(property.Value, "'where' is a query filter, an object")
        : null;

    private bool ReadUndo()
    {
        switch (step.Find("undo")?.Value)
        {
            case null or JsonSourceLiteral { Literal: "true" }:
                return true;
            case JsonSourceLiteral { Literal: "false" }:
                return false;
            case var other:
                faults.Add(other.At, "'undo' is true or false");
                return true;
        }
    }

    private string? ReadSum(BackfillAssignments assignments)
    {
        if (step.Find("sum") is not { } property
            || faults.Expect<JsonSourceString>(property.Value, "'sum' is one of the paths under 'set'") is not { } sum)
            return null;

        if (!assignments.Set.Any(assigned => assigned.Key == sum.Value))
            faults.Add(sum.At, $"'sum' is one of the paths under 'set', and '{sum.Value}' is none of them");
        return sum.Value;
    }

    private int? ReadBatch()
    {
        if (step.Find(Batch) is not { } property)
            return null;

        if (property.Value is JsonSourceNumber number && int.TryParse(number.Literal, out var size) && size is >= 1 and <= 100_000)
            return size;

        faults.Add(property.Value.At, "'batch' is a number of documents from 1 to 100000");
        return null;
    }

    /// <summary>Without a journal nothing but the filter tells what is done from what is not.</summary>
    private void RequireGuard(JsonSourceObject? where, BackfillAssignments assignments)
    {
        if (assignments.Paths.Count == 0 || (where is not null && assignments.Paths.Any(path => JsonMentions.Path(where, path))))
            return;

        faults.Add(
            where?.At ?? step.At,
            "run again, this backfill would change the same documents again: 'undo' is false, and 'where' names none of the paths that it assigns; "
            + $"let 'where' leave out what is done (for example where '{assignments.Paths[0]}' is missing), or leave 'undo' out");
    }
}
