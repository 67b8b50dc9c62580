using System.Text.Json;

namespace Lms.Cli.Output.Views;

/// <summary>Lays a command in Extended JSON out and gives its words a tone: operators, literals, and the rest plain.</summary>
/// <remarks>What fits stays on one line; anything longer is opened, one property or item to a line:
/// <code>
/// {
///   "createIndexes": "users",
///   "indexes": [
///     { "key": { "name": 1 }, "name": "name_1" }
///   ]
/// }
/// </code></remarks>
internal static class JsonHighlighter
{
    private const int Width = 100;
    private const int Step = 2;

    /// <summary>The command line by line; text that is no JSON as it is.</summary>
    public static IEnumerable<IReadOnlyList<Phrase>> Highlight(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. Lines(document.RootElement, indent: 0, lead: [], trail: "")];
        }
        catch (JsonException)
        {
            return [[json]];
        }
    }

    private static IEnumerable<IReadOnlyList<Phrase>> Lines(JsonElement element, int indent, IReadOnlyList<Phrase> lead, string trail)
    {
        Phrase[] line = [new string(' ', indent), .. lead, .. Words(element), trail];
        if (line.Sum(phrase => phrase.Text.Length) <= Width || element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return [line];

        return Opened(element, indent, lead, trail);
    }

    private static IEnumerable<IReadOnlyList<Phrase>> Opened(JsonElement element, int indent, IReadOnlyList<Phrase> lead, string trail)
    {
        var isObject = element.ValueKind == JsonValueKind.Object;
        yield return [new string(' ', indent), .. lead, isObject ? "{" : "["];

        (IReadOnlyList<Phrase> Lead, JsonElement Value)[] parts = isObject
            ? [.. element.EnumerateObject().Select(property => ((IReadOnlyList<Phrase>)[Name(property.Name), ": "], property.Value))]
            : [.. element.EnumerateArray().Select(item => ((IReadOnlyList<Phrase>)[], item))];
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (var line in Lines(parts[part].Value, indent + Step, parts[part].Lead, part == parts.Length - 1 ? "" : ","))
                yield return line;
        }

        yield return [new string(' ', indent), (isObject ? "}" : "]") + trail];
    }

    /// <summary>All of it on one line.</summary>
    private static IEnumerable<Phrase> Words(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Enclose("{ ", " }", "{}", element.EnumerateObject().Select(property =>
            (IEnumerable<Phrase>)[Name(property.Name), ": ", .. Words(property.Value)])),
        JsonValueKind.Array => Enclose("[", "]", "[]", element.EnumerateArray().Select(Words)),
        _ => [Phrase.Good(element.GetRawText())],
    };

    private static IEnumerable<Phrase> Enclose(string open, string close, string empty, IEnumerable<IEnumerable<Phrase>> parts)
    {
        var separator = open;
        foreach (var part in parts)
        {
            yield return separator;
            foreach (var phrase in part)
                yield return phrase;
            separator = ", ";
        }

        yield return separator == open ? empty : close;
    }

    /// <summary>Operators such as <c>$multiply</c> are the key words of the language.</summary>
    private static Phrase Name(string name) => name.StartsWith('$') ? Phrase.Accent($"\"{name}\"") : $"\"{name}\"";
}
