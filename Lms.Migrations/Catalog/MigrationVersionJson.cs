using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lms.Migrations.Catalog;

/// <summary>Versions in JSON are strings, as written: a number would lose leading zeros, and digits.</summary>
internal sealed class MigrationVersionJson : JsonConverter<MigrationVersion>
{
    public override MigrationVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MigrationVersion.TryParse(reader.GetString(), out var version)
            ? version
            : throw new JsonException("A version is a string of digits.");

    public override void Write(Utf8JsonWriter writer, MigrationVersion value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
