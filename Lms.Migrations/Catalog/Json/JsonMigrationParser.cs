using Lms.Migrations.Planning;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Reads one <c>.json</c> migration: description, up, down, and what must not be found before and after.</summary>
internal sealed class JsonMigrationParser
{
    private const string Shape = "a migration has the properties description, up, down, before and after";

    private static readonly SectionOptions Options = new() { Transaction = false };

    private readonly JsonFaults faults;
    private readonly JsonSourceObject root;

    private JsonMigrationParser(JsonSourceObject root, JsonFaults faults) => (this.root, this.faults) = (root, faults);

    /// <summary>Parses the file; null when there is any fault, each of which is added to <paramref name="found"/>.</summary>
    public static Migration? Parse(string file, string text, MigrationVersion version, string name, List<CatalogFault> found)
    {
        var reported = new JsonFaults(file);
        var migration = JsonSourceReader.Read(text, reported) is { } source
            && reported.Expect<JsonSourceObject>(source, "a migration is an object: { \"up\": [ … ] }") is { } content
                ? new JsonMigrationParser(content, reported).Parse(file, version, name)
                : null;
        found.AddRange(reported.All);
        return reported.All.Count == 0 ? migration : null;
    }

    private Migration? Parse(string file, MigrationVersion version, string name)
    {
        ExtendedJson.Check(root, faults);
        faults.RefuseUnknown(root, ["description", "up", "down", "before", "after"], Shape);
        var description = ReadDescription();
        var up = ReadUp();
        var down = root.Find("down") is { } asked ? ReadDown(asked, up) : JournaledDown(up);
        CheckStatement[] checks = [.. ReadChecks(CheckMoment.Before, down), .. ReadChecks(CheckMoment.After, down)];
        if (faults.All.Count > 0)
            return null;

        return new Migration(
            version, name, description, file, JsonChecksum.Of((JsonSourceArray)root.Find("up")!.Value),
            new MigrationSection([.. up.OfType<Statement>()], Options), [], down) { Checks = checks };
    }

    private string? ReadDescription() => root.Find("description") is { } property
        ? faults.Expect<JsonSourceString>(property.Value, "the description is a string")?.Value
        : null;

    /// <summary>The steps; null stands for one that is faulty, so that the numbers of the others stay right.</summary>
    private List<Statement?> ReadUp()
    {
        if (root.Find("up") is not { } property)
        {
            faults.Add(root.At, "no 'up': a migration needs at least one step to apply");
            return [];
        }

        if (faults.Expect<JsonSourceArray>(property.Value, "'up' is an array of steps") is not { } steps)
            return [];

        if (steps.Items.Count == 0)
            faults.Add(steps.At, "'up' is empty; it needs at least one step");
        return [.. steps.Items.Select(step => UpStep.Parse(step, faults))];
    }

    private MigrationSection? ReadDown(JsonSourceProperty property, List<Statement?> up)
    {
        if (faults.Expect<JsonSourceArray>(property.Value, "'down' is an array of steps") is not { } steps)
            return null;

        var parser = new DownStep(up, faults);
        return new MigrationSection([.. steps.Items.Select(parser.Parse).OfType<Statement>()], Options);
    }

    /// <summary>Where every step is a backfill that can be undone, undoing goes without saying; otherwise nobody knows how.</summary>
    private static MigrationSection? JournaledDown(List<Statement?> up)
    {
        if (up.Count == 0 || !up.All(step => step is BackfillStatement { Backfill.IsUndoable: true }))
            return null;

        var undo = up.OfType<BackfillStatement>().Select((backfill, index) => DownStep.Undo(backfill, backfill.Line, index + 1));
        return new MigrationSection([.. undo.Reverse()], Options);
    }

    private IEnumerable<CheckStatement> ReadChecks(CheckMoment moment, MigrationSection? down)
    {
        var name = moment == CheckMoment.Before ? "before" : "after";
        if (root.Find(name) is not { } property
            || faults.Expect<JsonSourceArray>(property.Value, $"'{name}' is an array of checks") is not { } checks)
            yield break;

        foreach (var source in checks.Items)
        {
            if (CheckStep.Parse(source, moment, faults) is not { } check)
                continue;

            if (check.Direction == Direction.Down && down is null && root.Find("down") is null)
                faults.Add(source.At, "this check guards undoing, and this migration cannot be undone: it has no 'down'");
            yield return check;
        }
    }
}
