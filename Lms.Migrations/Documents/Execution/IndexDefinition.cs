using System.Text;
using System.Text.Json;

namespace Lms.Migrations.Documents.Execution;

/// <summary>An index as createIndexes asks for it and listIndexes tells it, in a form that can be compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its fields and directions, in order.</param>
/// <param name="Options">What else makes it different from another one.</param>
internal sealed record IndexDefinition(string Name, string Key, string Options)
{
    private static readonly string[] Flags = ["unique", "sparse", "hidden"];
    private static readonly string[] Values = ["expireAfterSeconds", "partialFilterExpression", "collation", "weights", "default_language", "wildcardProjection"];

    public static IndexDefinition Read(JsonElement index)
    {
        var options = Flags.Where(flag => IsSet(index.Field(flag)))
            .Concat(Values.Where(name => index.Field(name) is not null).Select(name => $"{name}: {Canonical(index.Required(name))}"));
        return new IndexDefinition(index.Field("name")?.AsText() ?? "", Canonical(index.Required("key")), string.Join(", ", options));
    }

    /// <inheritdoc/>
    public override string ToString() => $"'{Name}' {Key}{(Options.Length > 0 ? $" {Options}" : "")}";

    private static bool IsSet(JsonElement? flag) => flag switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { } value when value.IsNumber() => value.AsDouble() != 0,
        _ => false,
    };

    /// <summary>The same text for the same value: numbers by their value, whatever their type; blanks do not count.</summary>
    private static string Canonical(JsonElement value)
    {
        if (value.IsNumber())
            return value.AsDouble().ToString("R");

        var text = new StringBuilder();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.AppendJoin(", ", value.EnumerateObject().Select(field => $"{field.Name}: {Canonical(field.Value)}"));
                return $"{{ {text} }}";
            case JsonValueKind.Array:
                text.AppendJoin(", ", value.EnumerateArray().Select(Canonical));
                return $"[{text}]";
            default:
                return value.GetRawText();
        }
    }
}
