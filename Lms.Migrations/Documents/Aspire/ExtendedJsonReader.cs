using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Makes BSON of Extended JSON, canonical or relaxed.</summary>
/// <remarks>The driver's own reader is not used: it takes -0.0 for 0.0, and a value that is journaled must come back bit for bit.</remarks>
internal static class ExtendedJsonReader
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">A value does not have the form that its type wants.</exception>
    public static RawBsonDocument Read(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        using var bytes = new MemoryStream();
        using (var writer = new BsonBinaryWriter(bytes))
            WriteDocument(writer, parsed.RootElement);
        return new RawBsonDocument(bytes.ToArray());
    }

    private static void WriteDocument(BsonBinaryWriter writer, JsonElement element)
    {
        writer.WriteStartDocument();
        foreach (var field in element.EnumerateObject())
        {
            writer.WriteName(field.Name);
            WriteValue(writer, field.Value);
        }

        writer.WriteEndDocument();
    }

    private static void WriteValue(BsonBinaryWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when TypedValue(element) is { } write: write(writer); break;
            case JsonValueKind.Object: WriteDocument(writer, element); break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String: writer.WriteString(element.GetString()!); break;
            case JsonValueKind.True or JsonValueKind.False: writer.WriteBoolean(element.GetBoolean()); break;
            case JsonValueKind.Null: writer.WriteNull(); break;
            default: WriteNumber(writer, element.GetRawText()); break;
        }
    }

    private static void WriteNumber(BsonBinaryWriter writer, string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            writer.WriteInt32(small);
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            writer.WriteInt64(large);
        else
            writer.WriteDouble(Double(text));
    }

    /// <summary>What writes an object that stands for one value; null for an object that is one.</summary>
    private static Action<BsonBinaryWriter>? TypedValue(JsonElement element)
    {
        // Of all objects few are values, and those have one or two fields of which the first tells.
        var fields = element.EnumerateObject();
        if (!fields.MoveNext() || fields.Current is not { Name: ['$', ..] } first)
            return null;

        var second = fields.MoveNext() ? fields.Current : (JsonProperty?)null;
        if (second is not null && fields.MoveNext())
            return null;

        return (first.Name, second?.Name) switch
        {
            ("$numberInt", null) => writer => writer.WriteInt32(int.Parse(Text(first.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
            ("$numberLong", null) => writer => writer.WriteInt64(long.Parse(Text(first.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
            ("$numberDouble", null) => writer => writer.WriteDouble(Double(Text(first.Value))),
            ("$numberDecimal", null) => writer => writer.WriteDecimal128(Decimal128.Parse(Text(first.Value))),
            ("$oid", null) => writer => writer.WriteObjectId(ObjectId.Parse(Text(first.Value))),
            ("$date", null) => writer => writer.WriteDateTime(Milliseconds(first.Value)),
            ("$binary", null) when first.Value.ValueKind == JsonValueKind.Object => writer => writer.WriteBinaryData(Binary(first.Value)),
            ("$uuid", null) => writer => writer.WriteBinaryData(new BsonBinaryData(Guid.Parse(Text(first.Value)), GuidRepresentation.Standard)),
            ("$regularExpression", null) => writer => writer.WriteRegularExpression(
                new BsonRegularExpression(Text(first.Value, "pattern"), Text(first.Value, "options"))),
            ("$timestamp", null) => writer => writer.WriteTimestamp(
                ((long)first.Value.GetProperty("t").GetUInt32() << 32) | first.Value.GetProperty("i").GetUInt32()),
            ("$symbol", null) => writer => writer.WriteSymbol(Text(first.Value)),
            ("$code", null) => writer => writer.WriteJavaScript(Text(first.Value)),
            ("$code", "$scope") => writer =>
            {
                writer.WriteJavaScriptWithScope(Text(first.Value));
                WriteDocument(writer, second!.Value.Value);
            },
            ("$minKey", null) => writer => writer.WriteMinKey(),
            ("$maxKey", null) => writer => writer.WriteMaxKey(),
            ("$undefined", null) => writer => writer.WriteUndefined(),
            _ => null,
        };
    }

    private static double Double(string text) => text switch
    {
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static long Milliseconds(JsonElement date) => date.ValueKind switch
    {
        JsonValueKind.Object => long.Parse(Text(date, "$numberLong"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        JsonValueKind.Number => date.GetInt64(),
        _ => DateTimeOffset.Parse(Text(date), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(),
    };

    private static BsonBinaryData Binary(JsonElement binary) => new(
        Convert.FromBase64String(Text(binary, "base64")),
        (BsonBinarySubType)byte.Parse(Text(binary, "subType"), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string Text(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) ? Text(value) : throw new FormatException($"'{field}' is missing.");

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw new FormatException($"{element.GetRawText()} must be a string.");
}
