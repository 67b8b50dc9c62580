using System.Text.Json;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Keys after one, up to and including another, both in canonical Extended JSON, as a condition on <c>_id</c>.</summary>
/// <remarks>A comparison in a query matches values of its operand's kind only: numbers with numbers, strings with strings. A range
/// therefore never spans two kinds, and one without a beginning begins with its kind.</remarks>
internal static class KeyRange
{
    /// <summary>The condition for keys after <paramref name="after"/>, null for the beginning of the kind.</summary>
    public static string Condition(string? after, string to) => IsPoint(to)
        ? $$"""{"$eq":{{to}}}"""
        : after is null ? $$"""{"$lte":{{to}}}""" : $$"""{"$gt":{{after}},"$lte":{{to}}}""";

    /// <summary>The condition for all keys of the kind from one on.</summary>
    public static string From(string key) => IsPoint(key) ? $$"""{"$eq":{{key}}}""" : $$"""{"$gte":{{key}}}""";

    /// <summary>The condition for all keys of the kind after one; for the last of its kind it may match those of others.</summary>
    public static string After(string key) => $$"""{"$gt":{{key}}}""";

    /// <summary>Values that no comparison orders among others of their kind – not a number – or that compare with every kind: each is
    /// a kind of its own here.</summary>
    public static bool IsPoint(string key)
    {
        if (!key.StartsWith('{'))
            return false;

        var value = EjsonElement.Parse(key);
        return value.Field("$minKey") is not null
            || value.Field("$maxKey") is not null
            || (value.Field("$numberDouble") ?? value.Field("$numberDecimal")) is { ValueKind: JsonValueKind.String } number && number.GetString() == "NaN";
    }
}
