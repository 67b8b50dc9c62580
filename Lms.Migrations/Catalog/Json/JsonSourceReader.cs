using System.Text;
using System.Text.Json;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Reads JSON with comments and trailing commas into values that know where they stand.</summary>
internal ref struct JsonSourceReader
{
    /// <summary>MongoDB nests documents at most 100 deep; a migration adds three levels and Extended JSON one.</summary>
    private const int MaxDepth = 104;

    private readonly ReadOnlySpan<byte> text;
    private readonly JsonFaults faults;
    private Utf8JsonReader reader;
    private int line = 1;
    private int lineStart;
    private int scanned;

    private JsonSourceReader(ReadOnlySpan<byte> text, ReadOnlySpan<byte> withoutComments, JsonFaults faults)
    {
        this.text = text;
        this.faults = faults;
        reader = new Utf8JsonReader(withoutComments, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = MaxDepth });
    }

    /// <summary>Reads a whole text; null when it is no JSON, and then the first fault ends the reading.</summary>
    public static JsonSource? Read(string text, JsonFaults faults)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var source = new JsonSourceReader(bytes, JsonComments.Blank(bytes, out var open), faults);
        if (open is { } offset)
        {
            faults.Add(source.PositionAt(offset), "unterminated comment: it begins here and no closing */ follows");
            return null;
        }

        try
        {
            source.reader.Read();
            var value = source.ReadValue();
            // Only white space may follow; anything else throws.
            source.reader.Read();
            return value;
        }
        catch (JsonException exception)
        {
            faults.Add(source.PositionOf(exception), Explain(exception));
            return null;
        }
    }

    private JsonSource ReadValue()
    {
        var at = Position();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(at),
            JsonTokenType.StartArray => ReadArray(at),
            JsonTokenType.String => new JsonSourceString(at, ReadString(at)),
            JsonTokenType.Number => new JsonSourceNumber(at, Encoding.UTF8.GetString(reader.ValueSpan)),
            _ => new JsonSourceLiteral(at, Encoding.UTF8.GetString(reader.ValueSpan)),
        };
    }

    private JsonSourceObject ReadObject(SourcePosition at)
    {
        var properties = new List<JsonSourceProperty>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var nameAt = Position();
            var name = ReadString(nameAt);
            if (!lines.TryAdd(name, nameAt.Line))
                faults.Add(nameAt, $"property '{name}' stands twice; the first is in line {lines[name]}");

            reader.Read();
            properties.Add(new JsonSourceProperty(nameAt, name, ReadValue()));
        }

        return new JsonSourceObject(at, properties);
    }

    private JsonSourceArray ReadArray(SourcePosition at)
    {
        var items = new List<JsonSource>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue());
        return new JsonSourceArray(at, items);
    }

    private readonly string ReadString(SourcePosition at)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            faults.Add(at, "an escape in this string is half of a surrogate pair, which is no character");
            return "\uFFFD";
        }
    }

    private SourcePosition Position() => PositionAt((int)reader.TokenStartIndex);

    private SourcePosition PositionAt(int offset)
    {
        while (text[scanned..offset].IndexOf((byte)'\n') is var feed and >= 0)
        {
            scanned += feed + 1;
            lineStart = scanned;
            line++;
        }

        scanned = offset;
        return new SourcePosition(line, Encoding.UTF8.GetCharCount(text[lineStart..offset]) + 1);
    }

    /// <summary>The reader counts lines and bytes from zero.</summary>
    private readonly SourcePosition PositionOf(JsonException exception)
    {
        var start = 0;
        for (var skip = exception.LineNumber ?? 0; skip > 0 && text[start..].IndexOf((byte)'\n') is var feed and >= 0; skip--)
            start += feed + 1;

        var length = (int)Math.Min(exception.BytePositionInLine ?? 0, text.Length - start);
        return new SourcePosition(
            (int)(exception.LineNumber ?? 0) + 1, Encoding.UTF8.GetCharCount(text.Slice(start, length)) + 1);
    }

    private static string Explain(JsonException exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return message.Contains("does not contain any JSON tokens", StringComparison.Ordinal)
            ? "the file is empty; a migration is an object with an 'up' array"
            : $"not valid JSON: {(end < 0 ? message : message[..end]).TrimEnd('.')}";
    }
}
