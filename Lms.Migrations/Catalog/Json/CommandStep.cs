using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Catalog.Json;

/// <summary>A step that is a database command, as it is sent to the server.</summary>
internal static class CommandStep
{
    private static readonly string Commands = string.Join(", ", SupportedCommands.Names.Where(IsStep));

    /// <summary>Reads a command that changes something; null when it is faulty.</summary>
    public static Statement? Parse(JsonSourceObject step, JsonFaults faults)
    {
        if (FindFault(step) is not { } fault)
            return new Statement(JsonText.Of(step), step.At.Line);

        faults.Add(step.Properties is [var first, ..] ? first.At : step.At, fault);
        return null;
    }

    /// <summary>Whether an aggregate writes what it finds into a collection.</summary>
    public static bool Writes(JsonSourceObject aggregate) =>
        aggregate.Find("pipeline")?.Value is JsonSourceArray { Items: [.., JsonSourceObject { Properties: [{ Name: "$out" or "$merge" }, ..] }] };

    private static bool IsStep(string command) => command == "aggregate" || (SupportedCommands.Changes(command) && command != "dropDatabase");

    private static string? FindFault(JsonSourceObject step) => step.Properties switch
    {
        [] => $"an empty step; it must be a command or a backfill: {Commands}",
        [{ Name: "dropDatabase" }, ..] => "dropDatabase would drop the history of all migrations with the rest; drop the collections one by one",
        [{ Name: "aggregate" }, ..] when !Writes(step) =>
            "this 'aggregate' changes nothing: its pipeline does not end in $out or $merge; write it as a check under 'before' or 'after'",
        [{ Name: var name }, ..] when !SupportedCommands.Contains(name) => Unknown(name),
        [{ Name: var name }, ..] when !IsStep(name) => $"'{name}' changes nothing; write it as a check under 'before' or 'after'",
        [{ Name: var name, Value: not JsonSourceString { Value.Length: > 0 } }, ..] => $"'{name}' needs the name of a collection",
        _ => null,
    };

    private static string Unknown(string name)
    {
        var nearMiss = SupportedCommands.FindNearMiss(name) is { } known ? $"; did you mean '{known}'?" : "";
        return $"'{name}' is no command that a migration can run{(nearMiss.Length > 0 ? nearMiss : $"; a step begins with backfill or one of: {Commands}")}";
    }
}
