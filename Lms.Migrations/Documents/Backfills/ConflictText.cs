using System.Text.Json;
using Lms.Migrations.Backfills;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Conflicts as documents: <c>{ key, field, before, written, found, deleted }</c>; what was missing is missing.</summary>
internal static class ConflictText
{
    /// <summary>An array of them.</summary>
    public static string Write(IEnumerable<BackfillConflict> conflicts) => $"[{string.Join(',', conflicts.Select(Write))}]";

    public static BackfillConflict Read(JsonElement conflict) => new(
        conflict.RawField("key")!, conflict.Required("field").AsText(), conflict.RawField("before"), conflict.RawField("written"),
        conflict.RawField("found"), conflict.Required("deleted").AsBoolean());

    /// <summary>How many documents they are about.</summary>
    public static long Documents(IEnumerable<BackfillConflict> conflicts) => conflicts.Select(conflict => conflict.Key).Distinct().Count();

    private static string Write(BackfillConflict conflict)
    {
        List<string> fields = [$"\"key\":{conflict.Key}", $"\"field\":{Ejson.String(conflict.Field)}"];
        if (conflict.Before is not null)
            fields.Add($"\"before\":{conflict.Before}");
        if (conflict.Written is not null)
            fields.Add($"\"written\":{conflict.Written}");
        if (conflict.Found is not null)
            fields.Add($"\"found\":{conflict.Found}");
        fields.Add($"\"deleted\":{Ejson.Boolean(conflict.IsDeleted)}");
        return $$"""{{{string.Join(',', fields)}}}""";
    }
}
