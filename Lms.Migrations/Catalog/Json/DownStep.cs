namespace Lms.Migrations.Catalog.Json;

/// <summary>One step of a down section: a command, or <c>{ "undo": "users" }</c>.</summary>
/// <param name="up">The steps of the up section; null stands for a faulty one.</param>
/// <param name="faults">Where faults go.</param>
internal sealed class DownStep(IReadOnlyList<Statement?> up, JsonFaults faults)
{
    public const string UndoName = "undo";
    private const string StepName = "step";
    private const string Shape = "an undo has the properties undo and step";

    private readonly HashSet<int> undone = [];

    /// <summary>Restores what that backfill changed.</summary>
    public static UndoStatement Undo(BackfillStatement backfill, int line, int number) =>
        new($"{{ \"undo\": {JsonText.Quote(backfill.Backfill.Source)} }}", line, number);

    /// <summary>Reads a step; null when it is faulty.</summary>
    public Statement? Parse(JsonSource source)
    {
        if (faults.Expect<JsonSourceObject>(source, "a step is an object") is not { } step)
            return null;

        switch (step.Properties)
        {
            case [{ Name: UndoName } undo, ..]:
                return ParseUndo(step, undo);
            case [{ Name: UpStep.Backfill } backfill, ..]:
                faults.Add(backfill.At, "a backfill has no place in 'down'; write an 'update' command, or { \"undo\": … } to restore what 'up' changed");
                return null;
            default:
                return CommandStep.Parse(step, faults);
        }
    }

    private UndoStatement? ParseUndo(JsonSourceObject step, JsonSourceProperty undo)
    {
        faults.RefuseUnknown(step, [UndoName, StepName], Shape);
        if (faults.Expect<JsonSourceString>(undo.Value, "'undo' names a collection that 'up' backfills") is not { } collection
            || !TryReadNumber(step, out var wanted)
            || up.Contains(null)
            || Find(undo.At, collection.Value, wanted) is not { } number)
            return null;

        var backfill = (BackfillStatement)up[number - 1]!;
        if (!backfill.Backfill.IsUndoable)
            faults.Add(undo.At, $"step {number} of 'up' keeps no journal ('undo' is false) and cannot be undone");
        else if (!undone.Add(number))
            faults.Add(undo.At, $"step {number} of 'up' is undone twice");
        return Undo(backfill, step.At.Line, number);
    }

    private bool TryReadNumber(JsonSourceObject step, out int? number)
    {
        number = null;
        if (step.Find(StepName) is not { } property)
            return true;

        if (property.Value is JsonSourceNumber written && int.TryParse(written.Literal, out var read) && read >= 1 && read <= up.Count)
        {
            number = read;
            return true;
        }

        faults.Add(property.Value.At, $"'step' is the number of a step of 'up', from 1 to {up.Count}");
        return false;
    }

    private int? Find(SourcePosition at, string collection, int? wanted)
    {
        List<int> found = [.. Enumerable.Range(1, up.Count)
            .Where(number => up[number - 1] is BackfillStatement { Backfill.Source: var source } && source == collection)];
        switch (wanted)
        {
            case null when found.Count == 1:
                return found[0];
            case { } number when found.Contains(number):
                return number;
        }

        faults.Add(at, (found.Count, wanted) switch
        {
            (0, _) => $"'up' has no backfill of '{collection}' that could be undone",
            (_, null) => $"'up' has {found.Count} backfills of '{collection}'; say which with \"step\": {string.Join(" or ", found)}",
            _ => $"step {wanted} of 'up' is no backfill of '{collection}'",
        });
        return null;
    }
}
