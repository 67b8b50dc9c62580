using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Json;

namespace Lms.Migrations.Seeding;

/// <summary>Reads one step that generates documents.</summary>
/// <remarks>
/// <c>{ "generate": "users", "perScale": 1000, "as": "n", "let": {…}, "document": {…}, "since": { "001": {…} } }</c>:
/// 1,000 × scale documents, whose fields are aggregation expressions over their number <c>$$n</c> = 0, 1, 2, …; <c>let</c> names
/// values for them, each of which may use those above it. <c>since</c> adds fields to documents that are generated once a migration
/// is applied, for then the application writes them so; those that were there before are the migration's business.
/// </remarks>
internal sealed class GenerateStepParser(JsonSourceObject step, JsonFaults faults)
{
    private const int MostPerScale = 20_000;
    private static readonly string[] Known = ["generate", "perScale", "as", "let", "document", "since"];

    /// <summary>The statement; null when the step is faulty.</summary>
    public GenerateStatement? Parse()
    {
        foreach (var property in step.Properties.Where(property => !Known.Contains(property.Name)))
            faults.Add(property.At, $"unknown property '{property.Name}'; known here: {string.Join(", ", Known)}");

        var collection = ReadCollection();
        var perScale = ReadPerScale();
        var variable = ReadVariable();
        var let = ReadLet();
        var since = ReadSince();
        return ReadDocument(variable, let) is { } document && collection is not null
            ? new GenerateStatement(JsonText.Of(step), step.At.Line, collection, perScale, variable, let, document, since)
            : null;
    }

    private string? ReadCollection()
    {
        var name = faults.Expect<JsonSourceString>(step.Find("generate")!.Value, "'generate' must be the name of a collection")?.Value;
        if (name is "")
            faults.Add(step.Find("generate")!.Value.At, "'generate' must be the name of a collection; it is empty");
        return name;
    }

    private int ReadPerScale()
    {
        if (step.Find("perScale") is not { } property)
            faults.Add(step.At, "'perScale' is missing: how many documents are there at scale 1?");
        else if (property.Value is not JsonSourceNumber number || !int.TryParse(number.Literal, out var count) || count is < 1 or > MostPerScale)
            faults.Add(property.Value.At, $"'perScale' must be a whole number from 1 to {MostPerScale}");
        else
            return count;
        return 0;
    }

    private string ReadVariable()
    {
        if (step.Find("as") is not { } property)
            return "n";
        if (property.Value is JsonSourceString { Value: var name } && IsVariable(name))
            return name;

        faults.Add(property.Value.At, "'as' must be the name of a variable: a lower-case letter, then letters, digits and underscores");
        return "n";
    }

    private List<(string Name, string Value)> ReadLet()
    {
        if (step.Find("let") is not { } property || faults.Expect<JsonSourceObject>(property.Value, "'let' must be an object") is not { } variables)
            return [];

        foreach (var faulty in variables.Properties.Where(variable => !IsVariable(variable.Name)))
            faults.Add(faulty.At, $"'{faulty.Name}' is no name of a variable: a lower-case letter, then letters, digits and underscores");
        return [.. variables.Properties.Select(variable => (variable.Name, JsonText.Of(variable.Value)))];
    }

    private string? ReadDocument(string variable, List<(string Name, string Value)> let)
    {
        if (step.Find("document") is not { } property)
        {
            faults.Add(step.At, $"'document' is missing: write its fields as expressions over $${variable}");
            return null;
        }

        if (faults.Expect<JsonSourceObject>(property.Value, "'document' must be an object") is not { } document)
            return null;
        if (document.Find("_id") is not { } id)
            faults.Add(document.At, "the document needs an '_id' computed from its number: without one, a second run would add it again");
        else if (!let.Select(other => other.Name).Prepend(variable).Any(name => JsonText.Of(id.Value).Contains("$$" + name, StringComparison.Ordinal)))
            faults.Add(id.Value.At, $"'_id' is the same for every document: compute it from $${variable}");
        return JsonText.Of(document);
    }

    private List<(MigrationVersion Version, string Fields)> ReadSince()
    {
        if (step.Find("since") is not { } property || faults.Expect<JsonSourceObject>(property.Value, "'since' must be an object") is not { } versions)
            return [];

        var since = new List<(MigrationVersion Version, string Fields)>();
        foreach (var entry in versions.Properties)
        {
            if (!MigrationVersion.TryParse(entry.Name, out var version))
                faults.Add(entry.At, $"'{entry.Name}' is not the version of a migration");
            else if (faults.Expect<JsonSourceObject>(entry.Value, "what a migration adds must be an object") is { } fields)
                since.Add((version, JsonText.Of(fields)));
        }

        since.Sort((left, right) => left.Version.CompareTo(right.Version));
        return since;
    }

    private static bool IsVariable(string name) =>
        name is [>= 'a' and <= 'z', ..] && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
