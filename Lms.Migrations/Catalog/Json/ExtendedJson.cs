using System.Globalization;
using System.Text.RegularExpressions;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Checks the typed values of Extended JSON, <c>{ "$numberDecimal": "12.50" }</c>, before any server sees them.</summary>
/// <remarks>The types that people write by hand: numbers, ObjectIds and dates. Others go to the server as they are.</remarks>
internal static partial class ExtendedJson
{
    /// <summary>Reports every typed value within that is none.</summary>
    public static void Check(JsonSource source, JsonFaults faults)
    {
        switch (source)
        {
            case JsonSourceArray array:
                foreach (var item in array.Items)
                    Check(item, faults);
                break;
            case JsonSourceObject { Properties: [var only] } when FindFault(only) is { } fault:
                faults.Add(only.Value.At, fault);
                break;
            case JsonSourceObject document:
                foreach (var property in document.Properties)
                    Check(property.Value, faults);
                break;
        }
    }

    private static string? FindFault(JsonSourceProperty property)
    {
        var text = (property.Value as JsonSourceString)?.Value;
        return property.Name switch
        {
            "$numberInt" when !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
                "$numberInt is a string that holds a whole number of 32 bits",
            "$numberLong" when !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
                "$numberLong is a string that holds a whole number of 64 bits",
            "$numberDouble" when text is null || !(IsSpecial(text) || Number().IsMatch(text)) =>
                "$numberDouble is a string that holds a number, NaN, Infinity or -Infinity",
            "$numberDecimal" when text is null || !(IsSpecial(text) || Number().IsMatch(text)) =>
                "$numberDecimal is a string that holds a decimal number with a point, NaN, Infinity or -Infinity",
            "$oid" when text is not { Length: 24 } || !text.All(char.IsAsciiHexDigit) => "$oid is a string of 24 hexadecimal digits",
            "$date" when !IsDate(property.Value) => "$date is a time such as \"2026-01-31T09:30:00Z\", or milliseconds as { \"$numberLong\": \"…\" }",
            _ => null,
        };
    }

    private static bool IsSpecial(string text) => text is "NaN" or "Infinity" or "-Infinity";

    private static bool IsDate(JsonSource value) => value switch
    {
        JsonSourceString { Value: var text } => Time().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        JsonSourceObject { Properties: [{ Name: "$numberLong" } milliseconds] } => FindFault(milliseconds) is null,
        _ => false,
    };

    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:?\d{2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
