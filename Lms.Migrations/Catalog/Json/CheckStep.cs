using Lms.Migrations.Planning;

namespace Lms.Migrations.Catalog.Json;

/// <summary>A check: <c>{ "none": { "find": … }, "message": "…", "on": "down" }</c>.</summary>
internal static class CheckStep
{
    private const string Shape = "a check has the properties none, message and on";

    /// <summary>Reads a check; null when it is faulty.</summary>
    public static CheckStatement? Parse(JsonSource source, CheckMoment moment, JsonFaults faults)
    {
        if (faults.Expect<JsonSourceObject>(source, "a check is an object") is not { } check)
            return null;

        faults.RefuseUnknown(check, ["none", "message", "on"], Shape);
        var query = ReadQuery(check, faults);
        var message = ReadMessage(check, faults);
        var direction = ReadDirection(check, faults);
        return query is null || message is null || direction is null
            ? null
            : new CheckStatement(JsonText.Of(query), check.At.Line, message, moment, direction.Value);
    }

    private static JsonSourceObject? ReadQuery(JsonSourceObject check, JsonFaults faults)
    {
        if (check.Find("none") is not { } none)
        {
            faults.Add(check.At, "a check needs 'none': the find, aggregate or count that must find nothing");
            return null;
        }

        if (faults.Expect<JsonSourceObject>(none.Value, "'none' is a find, aggregate or count command") is not { } query)
            return null;

        var fault = query.Properties switch
        {
            [{ Name: "find" or "aggregate" or "count", Value: not JsonSourceString { Value.Length: > 0 } } first, ..] =>
                $"'{first.Name}' needs the name of a collection",
            [{ Name: "aggregate" }, ..] when CommandStep.Writes(query) => "a check must change nothing: its pipeline may not end in $out or $merge",
            [{ Name: "find" or "aggregate" or "count" }, ..] => null,
            [{ Name: var name }, ..] => $"'{name}' is no question; a check is a find, an aggregate or a count",
            [] => "an empty command; a check is a find, an aggregate or a count",
        };
        if (fault is null)
            return query;

        faults.Add(query.Properties is [var begin, ..] ? begin.At : query.At, fault);
        return null;
    }

    private static string? ReadMessage(JsonSourceObject check, JsonFaults faults)
    {
        switch (check.Find("message")?.Value)
        {
            case null:
                faults.Add(check.At, "a check needs a 'message' that says what it means when something is found");
                return null;
            case JsonSourceString message when !string.IsNullOrWhiteSpace(message.Value):
                return message.Value;
            case var other:
                faults.Add(other.At, "the message is a string that is not empty");
                return null;
        }
    }

    private static Direction? ReadDirection(JsonSourceObject check, JsonFaults faults)
    {
        switch (check.Find("on")?.Value)
        {
            case null or JsonSourceString { Value: "up" }:
                return Direction.Up;
            case JsonSourceString { Value: "down" }:
                return Direction.Down;
            case var other:
                faults.Add(other.At, "'on' is \"up\" or \"down\"");
                return null;
        }
    }
}
