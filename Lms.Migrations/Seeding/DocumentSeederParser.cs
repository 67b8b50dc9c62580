using System.Security.Cryptography;
using System.Text;
using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Json;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Seeding;

/// <summary>Reads a seeder of documents.</summary>
/// <remarks><c>{ "description", "steps": [ step… ] }</c>. A step is a MongoDB command in Extended JSON that changes something, or
/// documents to generate; see <see cref="GenerateStepParser"/>.</remarks>
internal static class DocumentSeederParser
{
    /// <summary>The seeder; null when it is faulty, and then <paramref name="faults"/> say where and why.</summary>
    public static Seeder? Parse(string file, string text, List<CatalogFault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(new CatalogFault(file, 1, "the file is empty; a seeder is an object with 'steps'"));
            return null;
        }

        var found = new JsonFaults(file);
        var root = JsonSourceReader.Read(text, found);
        var seeder = root is null ? null : ReadFile(file, root, found);
        faults.AddRange(found.All.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column));
        return found.All.Count == 0 ? seeder : null;
    }

    private static Seeder? ReadFile(string file, JsonSource root, JsonFaults faults)
    {
        if (faults.Expect<JsonSourceObject>(root, "a seeder must be an object with 'steps'") is not { } content)
            return null;

        foreach (var property in content.Properties.Where(property => property.Name is not ("description" or "steps")))
            faults.Add(property.At, $"unknown property '{property.Name}'; a seeder has 'description' and 'steps'");
        if (content.Find("description") is { } description)
            faults.Expect<JsonSourceString>(description.Value, "'description' must be a string");
        if (content.Find("steps") is not { } steps)
        {
            faults.Add(content.At, "a seeder needs 'steps'");
            return null;
        }

        return ReadSteps(steps.Value, faults) is { } statements
            ? new Seeder(Path.GetFileNameWithoutExtension(file), file, ChecksumOf(steps.Value), statements)
            : null;
    }

    /// <summary>SHA-256 over the steps without blanks and comments, as for migrations.</summary>
    private static string ChecksumOf(JsonSource steps) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonText.Compact(steps))));

    private static List<Statement>? ReadSteps(JsonSource steps, JsonFaults faults)
    {
        if (faults.Expect<JsonSourceArray>(steps, "'steps' must be an array") is not { } items)
            return null;
        if (items.Items.Count == 0)
            faults.Add(items.At, "'steps' is empty: the seeder would do nothing");

        var statements = new List<Statement>();
        foreach (var item in items.Items)
        {
            if (faults.Expect<JsonSourceObject>(item, "a step must be an object") is { } step && ReadStep(step, faults) is { } statement)
                statements.Add(statement);
        }

        return statements;
    }

    private static Statement? ReadStep(JsonSourceObject step, JsonFaults faults)
    {
        if (step.Find("generate") is not null)
            return new GenerateStepParser(step, faults).Parse();
        if (step.Properties is [{ Name: var name }, ..] && IsStep(name))
            return new Statement(JsonText.Of(step), step.At.Line);

        faults.Add(step.Properties is [var first, ..] ? first.At : step.At, step.Properties is [var other, ..]
            ? $"'{other.Name}' is neither 'generate' nor a command that changes something{Suggest(other.Name)}"
            : "an empty step: write a command or documents to generate");
        return null;
    }

    /// <summary>Not dropDatabase: the history would go with it.</summary>
    private static bool IsStep(string command) => SupportedCommands.Changes(command) && command != "dropDatabase";

    private static string Suggest(string name) =>
        SupportedCommands.FindNearMiss(name) is { } near && IsStep(near) && near != name ? $"; did you mean '{near}'?" : "";
}
