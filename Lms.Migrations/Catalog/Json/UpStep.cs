namespace Lms.Migrations.Catalog.Json;

/// <summary>One step of an up section: a command or a backfill.</summary>
internal static class UpStep
{
    public const string Backfill = "backfill";

    /// <summary>Reads a step; null when it is faulty.</summary>
    public static Statement? Parse(JsonSource source, JsonFaults faults)
    {
        if (faults.Expect<JsonSourceObject>(source, "a step is an object") is not { } step)
            return null;

        if (step.Properties is [{ Name: Backfill }, ..])
            return BackfillStep.Parse(step, faults);

        if (step.Properties is [{ Name: DownStep.UndoName } undo, ..])
        {
            faults.Add(undo.At, "'undo' has no place in 'up': it restores what 'up' changed, and belongs in 'down'");
            return null;
        }

        return CommandStep.Parse(step, faults);
    }
}
