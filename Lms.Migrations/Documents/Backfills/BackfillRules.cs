using System.Text.Json;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>What can be known of a definition before it runs.</summary>
internal static class BackfillRules
{
    private static readonly string[] Random = ["$rand", "$sampleRate"];

    /// <exception cref="BackfillRefusedException">It cannot run, or could not be undone.</exception>
    public static void Check(DocumentBackfill definition)
    {
        var source = definition.Source;
        if (source.Length == 0 || source.Contains('$') || source.Contains('\0') || source.StartsWith("system.", StringComparison.Ordinal))
            throw new BackfillRefusedException($"'{source}' is not the name of a collection that can be changed.");
        if (source == "migrations" || source.StartsWith("migration_", StringComparison.Ordinal))
            throw new BackfillRefusedException($"'{source}' is the engine's own collection; a backfill cannot change it.");

        // The journal computes what the update will compute; chance would give each its own.
        if (definition.IsUndoable && definition.Set.FirstOrDefault(field => UsesChance(field.Value)) is { Key: { } path })
        {
            throw new BackfillRefusedException($"What is set at '{path}' is random, and so the undo journal could not say what was written.")
            {
                WayOut = "Compute it from the document, or set \"undo\": false.",
            };
        }
    }

    private static bool UsesChance(string expression)
    {
        using var parsed = JsonDocument.Parse(expression);
        return UsesChance(parsed.RootElement);
    }

    private static bool UsesChance(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(field => Random.Contains(field.Name) || (field.Name != "$literal" && UsesChance(field.Value))),
        JsonValueKind.Array => element.EnumerateArray().Any(UsesChance),
        _ => false,
    };
}
