using System.Text;
using System.Text.Json;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>The one document of a batch's journal, read without taking its entries apart: they go back to the server as they came.</summary>
/// <param name="Matched">Documents that the filter matches.</param>
/// <param name="SumBefore">In canonical Extended JSON; null when no sum is asked for.</param>
/// <param name="SumAfter">Likewise.</param>
/// <param name="Unrestorable">A document whose value could not be restored exactly, and the path to blame; null when there is none.</param>
/// <param name="Parts">The entries, in as many parts as documents are needed to hold them; none when nothing is journaled.</param>
internal sealed record JournalText(long Matched, string? SumBefore, string? SumAfter, string? Unrestorable, IReadOnlyList<JournalPart> Parts)
{
    /// <summary>Bytes of text in one journal document: about 8,000 small entries, which is what a rollback restores in one
    /// transaction. A value's text is hardly ever shorter than the value; the server's limit is 16 MB.</summary>
    internal const int PartSize = 1024 * 1024;

    private static readonly JournalText Empty = new(0, null, null, null, []);

    /// <summary>Reads the reply of <see cref="BatchCommands.Journal"/>.</summary>
    public static JournalText Parse(string reply, int partSize = PartSize)
    {
        var bytes = Encoding.UTF8.GetBytes(reply);
        var reader = new Utf8JsonReader(bytes);
        return FindFirstDocument(ref reader) ? ReadDocument(bytes, ref reader, partSize) : Empty;
    }

    private static bool FindFirstDocument(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("firstBatch"))
                return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        }

        throw new FormatException("The server's reply has no first page.");
    }

    private static JournalText ReadDocument(byte[] bytes, ref Utf8JsonReader reader, int partSize)
    {
        var text = Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            text = name == "entries"
                ? text with { Parts = ReadEntries(bytes, ref reader, partSize) }
                : text.WithField(name!, Raw(bytes, ref reader));
        }

        return text;
    }

    private JournalText WithField(string name, string value) => name switch
    {
        "n" => this with { Matched = EjsonElement.Parse(value).AsLong() },
        "sumBefore" => this with { SumBefore = value },
        "sumAfter" => this with { SumAfter = value },
        "unrestorable" => this with { Unrestorable = value == Ejson.Null ? null : value },
        _ => this,
    };

    private static List<JournalPart> ReadEntries(byte[] bytes, ref Utf8JsonReader reader, int partSize)
    {
        List<JournalPart> parts = [];
        int? start = null;
        var (end, last, count) = (0, default(Range), 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            start ??= (int)reader.TokenStartIndex;
            last = Skip(ref reader);
            end = last.End.Value;
            count++;
            if (end - start.Value < partSize)
                continue;

            parts.Add(Part(start.Value));
            (start, count) = (null, 0);
        }

        if (start is { } rest)
            parts.Add(Part(rest));
        return parts;

        JournalPart Part(int from) => new(bytes.AsMemory(from, end - from), KeyOf(bytes.AsSpan(last)), count);
    }

    private static string KeyOf(ReadOnlySpan<byte> entry)
    {
        using var parsed = JsonDocument.Parse(entry.ToArray());
        return parsed.RootElement.GetProperty("_id").GetRawText();
    }

    private static string Raw(byte[] bytes, ref Utf8JsonReader reader) => Encoding.UTF8.GetString(bytes.AsSpan(Skip(ref reader)));

    private static Range Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}

/// <summary>Entries for one journal document.</summary>
/// <param name="Utf8">Separated by commas, as the server wrote them.</param>
/// <param name="Last">The key of the last one.</param>
/// <param name="Count">How many.</param>
internal sealed record JournalPart(ReadOnlyMemory<byte> Utf8, string Last, int Count)
{
    /// <summary>The entries as text, made anew each time: a batch's journal is large, and needed but once.</summary>
    public string DecodeEntries() => Encoding.UTF8.GetString(Utf8.Span);
}
