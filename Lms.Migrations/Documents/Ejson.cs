using System.Globalization;
using System.Text.Json;

namespace Lms.Migrations.Documents;

/// <summary>Values as literals of canonical Extended JSON, to be put into the text of a command; each keeps its type on the server.
/// The one place where a value becomes part of a command.</summary>
internal static class Ejson
{
    public const string Null = "null";

    /// <summary>A string with its quotes; <c>null</c> for none.</summary>
    public static string String(string? value) => value is null ? Null : $"\"{JsonEncodedText.Encode(value)}\"";

    /// <summary>A string where an expression is expected: one that begins with $ would be a path there.</summary>
    public static string Literal(string? value) => $$"""{"$literal":{{String(value)}}}""";

    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>A 32-bit integer.</summary>
    public static string Int(int value) => $$"""{"$numberInt":"{{value}}"}""";

    /// <summary>A 64-bit integer; <c>null</c> for none.</summary>
    public static string Long(long? value) => value is { } number ? $$"""{"$numberLong":"{{number}}"}""" : Null;

    /// <summary>A double, to the last bit; <c>null</c> for none.</summary>
    public static string Double(double? value) => value is { } number ? $$"""{"$numberDouble":"{{Text(number)}}"}""" : Null;

    /// <summary>A decimal of 34 digits, as text: 28 of them are all that .NET's own has room for. <c>null</c> for none.</summary>
    public static string Decimal(string? value) => value is null ? Null : $$"""{"$numberDecimal":{{String(value)}}}""";

    public static string Decimal(decimal value) => Decimal(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A point in time, to the millisecond; <c>null</c> for none.</summary>
    public static string Date(DateTimeOffset? value) =>
        value is { } date ? $$"""{"$date":{{Long(date.ToUnixTimeMilliseconds())}}}""" : Null;

    /// <summary>An identifier as text, which is what people search for.</summary>
    public static string Guid(Guid? value) => String(value?.ToString());

    /// <summary>A regular expression, which minds the case of letters.</summary>
    public static string Regex(string pattern) => $$$"""{"$regularExpression":{"pattern":{{{String(pattern)}}},"options":""}}""";

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
