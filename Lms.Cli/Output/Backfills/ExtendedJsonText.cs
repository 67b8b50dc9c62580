using System.Globalization;
using System.Text.Json;

namespace Lms.Cli.Output.Backfills;

/// <summary>Values in Extended JSON as people read them.</summary>
internal static class ExtendedJsonText
{
    /// <summary>Takes the wrapper of a type off: <c>{"$numberDecimal":"12.50"}</c> is <c>12.50</c>, an <c>$oid</c> its digits and a
    /// <c>$date</c> its time. Anything else stays as it is, and so do values that are no JSON.</summary>
    public static string Shorten(string value)
    {
        if (!value.StartsWith('{'))
            return value;

        try
        {
            using var document = JsonDocument.Parse(value);
            return Unwrap(document.RootElement) ?? value;
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static string? Unwrap(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 1)
            return null;

        var property = element.EnumerateObject().First();
        return property.Name switch
        {
            "$numberInt" or "$numberLong" or "$numberDouble" or "$numberDecimal" or "$oid" => property.Value.GetString(),
            "$date" => Time(property.Value),
            _ => null,
        };
    }

    private static string? Time(JsonElement date)
    {
        var text = date.ValueKind == JsonValueKind.Object ? Unwrap(date) : date.GetString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
            : text;
    }
}
