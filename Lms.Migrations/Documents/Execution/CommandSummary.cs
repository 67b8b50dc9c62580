using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents.Execution;

/// <summary>A command of a migration and what it did, in words and numbers.</summary>
/// <param name="Name"><c>createIndexes</c>.</param>
/// <param name="Collection">The collection.</param>
internal sealed record CommandSummary(string Name, string Collection)
{
    public static CommandSummary Of(Statement statement)
    {
        var first = EjsonElement.Parse(statement.Text).EnumerateObject().First();
        return new CommandSummary(first.Name, first.Value.ValueKind == JsonValueKind.String ? first.Value.GetString()! : "");
    }

    public StepOutcome Done(JsonElement reply)
    {
        var matched = Number(reply, "n");
        var modified = Number(reply, "nModified") ?? matched;
        var built = Number(reply, "numIndexesAfter") - Number(reply, "numIndexesBefore");
        var numbers = (Name, built, matched) switch
        {
            (_, { } indexes, _) => $": {indexes} built",
            ("update", _, { } documents) => $": {documents:N0} matched, {modified:N0} changed",
            (_, _, { } documents) => $": {documents:N0}",
            _ => "",
        };
        return new StepOutcome($"{Name} {Collection}{numbers}", matched ?? 0, modified ?? 0);
    }

    public StepOutcome NothingToDrop() => new($"{Name} {Collection}: not there any more");

    private static long? Number(JsonElement reply, string field) => reply.Field(field) is { } number && number.IsNumber() ? number.AsLong() : null;
}
