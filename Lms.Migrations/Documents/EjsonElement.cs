using System.Globalization;
using System.Text.Json;

namespace Lms.Migrations.Documents;

/// <summary>Reads values out of Extended JSON, canonical or relaxed.</summary>
internal static class EjsonElement
{
    /// <summary>Parses a text that the server wrote and detaches it from the parser's buffers.</summary>
    public static JsonElement Parse(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.Clone();
    }

    extension(JsonElement element)
    {
        /// <summary>A field; null when it is missing or null.</summary>
        public JsonElement? Field(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null
                ? field
                : null;

        /// <summary>A field that must be there.</summary>
        /// <exception cref="FormatException">It is missing or null.</exception>
        public JsonElement Required(string name) => element.Field(name) ?? throw new FormatException($"The document has no '{name}'.");

        public string AsText() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw element.Not("a string");

        public bool AsBoolean() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw element.Not("a boolean");

        public Guid AsGuid() => Guid.TryParse(element.AsText(), out var id) ? id : throw element.Not("an identifier");

        /// <summary>An integer of either size, or a double or decimal without a fraction.</summary>
        public long AsLong() =>
            long.TryParse(element.AsNumber(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw element.Not("a whole number");

        public int AsInt() => checked((int)element.AsLong());

        /// <summary>Any number as a double.</summary>
        public double AsDouble() => double.Parse(element.AsNumber(), CultureInfo.InvariantCulture);

        public DateTimeOffset AsDate()
        {
            var value = element.Required("$date");
            return value.ValueKind == JsonValueKind.String
                ? DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture)
                : DateTimeOffset.FromUnixTimeMilliseconds(value.AsLong());
        }

        /// <summary>The digits of any number, as the server writes them.</summary>
        public string AsNumber()
        {
            if (element.ValueKind == JsonValueKind.Number)
                return element.GetRawText();

            var typed = element.Field("$numberInt") ?? element.Field("$numberLong") ?? element.Field("$numberDouble") ?? element.Field("$numberDecimal");
            return typed?.GetString() ?? throw element.Not("a number");
        }

        /// <summary>Whether it is a number of any of the four types.</summary>
        public bool IsNumber() => element.ValueKind == JsonValueKind.Number
            || element.Field("$numberInt") is not null || element.Field("$numberLong") is not null
            || element.Field("$numberDouble") is not null || element.Field("$numberDecimal") is not null;

        private FormatException Not(string what) => new($"{element.GetRawText()} is not {what}.");
    }
}
