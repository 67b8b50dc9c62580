namespace Lms.Migrations.Catalog.Json;

/// <summary>Finds out what a filter speaks of.</summary>
internal static class JsonMentions
{
    /// <summary>Whether the filter names that path, one within it or one around it, as a field or as <c>"$path"</c>.</summary>
    public static bool Path(JsonSource filter, string path) => filter switch
    {
        JsonSourceObject document => document.Properties.Any(
            property => FieldPath.Overlap(property.Name, path) || Path(property.Value, path)),
        JsonSourceArray array => array.Items.Any(item => Path(item, path)),
        JsonSourceString { Value: ['$', .. var field] } => FieldPath.Overlap(field, path),
        _ => false,
    };
}
