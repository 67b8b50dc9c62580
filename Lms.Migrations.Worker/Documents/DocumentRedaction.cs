using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lms.Contracts.Json;
using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Documents;

/// <summary>Writes documents without secrets: for whoever asks, and for what is kept of a run.</summary>
/// <remarks>Every text is cleaned but those that name something: a name that happens to be somebody's password must still find what it names.</remarks>
internal sealed class DocumentRedaction
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "action", "actor", "addedBy", "address", "appliedBy", "as", "by", "changedBy", "checksum", "constraint", "createdBy", "database", "direction", "engine",
        "executedBy", "file", "from", "hash", "hook", "host", "id", "index", "kind", "lane", "moment", "name", "next", "outcome", "planHash", "property",
        "recordedChecksum", "requestId", "revokedBy", "role", "secret", "sqlState", "state", "table", "to", "token", "toolVersion", "type", "user", "version",
        "when", "worker");

    private readonly SecretRedactor secrets;
    private readonly TextConverter converter;
    private readonly JsonSerializerOptions options;

    public DocumentRedaction(SecretRedactor secrets)
    {
        this.secrets = secrets;
        converter = new TextConverter(secrets);
        Resolver = ContractJson.Default.WithAddedModifier(Clean);
        options = new JsonSerializerOptions(ContractJson.Default.Options) { TypeInfoResolver = Resolver };
    }

    /// <summary>How the contract's documents are written without secrets.</summary>
    public IJsonTypeInfoResolver Resolver { get; }

    public string Serialize<T>(T document) => JsonSerializer.Serialize(document, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));

    /// <summary>A document with every text in it clean; the same one where there is nothing to clean.</summary>
    public T Redact<T>(T document)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var clean = JsonSerializer.Serialize(document, type);
        return clean.Contains(SecretRedactor.Mask, StringComparison.Ordinal) ? JsonSerializer.Deserialize(clean, type)! : document;
    }

    /// <summary>A text with every secret masked.</summary>
    public string? Redact(string? text) => text is null ? null : secrets.Redact(text);

    private void Clean(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(string) && !Names.Contains(property.Name))
                property.CustomConverter = converter;
        }
    }

    private sealed class TextConverter(SecretRedactor secrets) : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(secrets.Redact(value));
    }
}
