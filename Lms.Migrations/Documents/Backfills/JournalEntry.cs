using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>What one document was before a batch and after it.</summary>
/// <param name="Key">Its <c>_id</c>, in canonical Extended JSON.</param>
/// <param name="Before">By the number of the field; a field that was missing is missing.</param>
/// <param name="After">Likewise.</param>
/// <param name="Changed">The numbers of the fields that the batch changed.</param>
internal sealed record JournalEntry(string Key, JsonElement Before, JsonElement After, IReadOnlyList<int> Changed)
{
    public static JournalEntry Read(JsonElement entry, int fields)
    {
        var (before, after) = (entry.Required("b"), entry.Required("a"));
        return new JournalEntry(
            entry.RawField("_id")!, before, after,
            [.. Enumerable.Range(0, fields).Where(field => !IsSame(Value(before, field), Value(after, field)))]);
    }

    /// <summary>A field's value; null when it is missing.</summary>
    public static JsonElement? Value(JsonElement values, int field) => values.TryGetProperty(FieldName(field), out var value) ? value : null;

    /// <summary>Whether two values are the same to the last bit: type, digits – <c>50.0</c> is not <c>50.00</c> – and order of fields.</summary>
    public static bool IsSame(JsonElement? one, JsonElement? other) => (one, other) switch
    {
        (null, null) => true,
        ({ } first, { } second) => first.GetRawText() == second.GetRawText() || Canonical(first) == Canonical(second),
        _ => false,
    };

    /// <summary>The fields that stand otherwise than they were written, and otherwise than before; empty when all can be restored.</summary>
    public IReadOnlyList<int> Conflicting(JsonElement? found) =>
        [.. Changed.Where(field => found is null || (!IsSame(Value(found.Value, field), Value(After, field)) && !IsSame(Value(found.Value, field), Value(Before, field))))];

    /// <summary>Whether everything stands as before already.</summary>
    public bool IsRestored(JsonElement found) => Changed.All(field => IsSame(Value(found, field), Value(Before, field)));

    public static string FieldName(int field) => field.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The same value may have come with other blanks and escapes.
    private static string Canonical(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
