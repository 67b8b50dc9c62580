namespace Lms.Migrations.Catalog.Json;

/// <summary>The rules for the path of a field that a backfill assigns.</summary>
internal static class FieldPath
{
    /// <summary>What is wrong with a path; null when nothing is.</summary>
    public static string? FindFault(string path)
    {
        if (path.StartsWith('$'))
            return $"'{path}' is no field: paths and expressions stand here, not update operators";

        var segments = path.Split('.');
        if (Array.Exists(segments, segment => segment.Length == 0))
            return $"'{path}' is no path: a name is missing in it";

        if (Array.Exists(segments, segment => segment.StartsWith('$')))
            return $"'{path}' is no path: no name in it may begin with $";

        return segments[0] == "_id" ? "_id cannot be changed: it is what orders the backfill" : null;
    }

    /// <summary>Whether one of them is the other, or lies within it: <c>a.b</c> lies within <c>a</c>.</summary>
    public static bool Overlap(string one, string other) => one == other || IsWithin(one, other) || IsWithin(other, one);

    private static bool IsWithin(string path, string outer) =>
        path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, StringComparison.Ordinal);
}
