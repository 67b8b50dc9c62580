using System.Text.Json;
using Lms.Migrations;

namespace Lms.Cli.Configuration;

/// <summary>Walks a JSON file token by token and, when something is wrong, says where: file, line and path of the property.</summary>
/// <remarks>A document model forgets line numbers, and a serializer reports one fault in its own words; this keeps both.</remarks>
internal ref struct JsonSettings
{
    private readonly string file;
    private readonly ReadOnlySpan<byte> text;
    private readonly List<string> path = [];
    private Utf8JsonReader reader;

    public JsonSettings(string file, ReadOnlySpan<byte> text)
    {
        this.file = file;
        this.text = text;
        reader = new Utf8JsonReader(
            text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Advance();
    }

    /// <summary>Steps into an object; call <see cref="NextProperty"/> until it returns null.</summary>
    public void EnterObject() => Expect(JsonTokenType.StartObject, "an object { … }");

    /// <summary>Steps into an array; call <see cref="NextItem"/> until it returns false.</summary>
    public void EnterArray() => Expect(JsonTokenType.StartArray, "an array [ … ]");

    /// <summary>Moves to the next property's value; null at the end of the object.</summary>
    public string? NextProperty()
    {
        Advance();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;

        var name = reader.GetString()!;
        path.Add(path.Count == 0 ? name : $".{name}");
        Advance();
        return name;
    }

    /// <summary>Moves to the next item of an array; false at its end.</summary>
    public bool NextItem(int index)
    {
        Advance();
        if (reader.TokenType == JsonTokenType.EndArray)
            return false;

        path.Add($"[{index}]");
        return true;
    }

    /// <summary>Ends what <see cref="NextProperty"/> or <see cref="NextItem"/> began.</summary>
    public readonly void Leave() => path.RemoveAt(path.Count - 1);

    /// <summary>The value as text.</summary>
    public readonly string ReadString()
    {
        Expect(JsonTokenType.String, "a text in quotes");
        return reader.GetString()!;
    }

    /// <summary>The value as text that is not empty.</summary>
    public readonly string ReadText() => ReadString() is { Length: > 0 } text ? text : throw Fault("must not be empty");

    /// <summary>The value as a whole number.</summary>
    public readonly int ReadInteger()
    {
        Expect(JsonTokenType.Number, "a whole number");
        return reader.TryGetInt32(out var number) ? number : throw Fault("expected a whole number");
    }

    /// <summary>The value as a number.</summary>
    public readonly double ReadNumber()
    {
        Expect(JsonTokenType.Number, "a number");
        return reader.TryGetDouble(out var number) ? number : throw Fault("expected a number");
    }

    /// <summary>The value as a duration.</summary>
    public readonly TimeSpan ReadDuration()
    {
        var value = ReadString();
        return Duration.TryParse(value, out var duration)
            ? duration
            : throw Fault($"'{value}' is not a duration", "A duration is a number with ms, s, m, h or d, as in \"2s\", or \"0\".");
    }

    /// <summary>The value as a point in time.</summary>
    public readonly DateTimeOffset ReadTime()
    {
        Expect(JsonTokenType.String, "a time such as \"2026-01-31T09:30:00Z\"");
        return reader.TryGetDateTimeOffset(out var time) ? time : throw Fault("expected a time such as \"2026-01-31T09:30:00Z\"");
    }

    /// <summary>The exception for something wrong at the present place.</summary>
    public readonly ConfigurationException Fault(string message, string? wayOut = null)
    {
        var property = string.Concat(path);
        return FaultAt((int)reader.TokenStartIndex, property.Length == 0 ? message : $"{property}: {message}", property, wayOut);
    }

    /// <summary>The exception for a property that does not exist.</summary>
    public readonly ConfigurationException UnknownProperty(params string[] known) =>
        Fault("unknown property", $"Known here: {string.Join(", ", known)}.");

    private readonly void Expect(JsonTokenType type, string wanted)
    {
        if (reader.TokenType != type)
            throw Fault($"expected {wanted}");
    }

    private void Advance()
    {
        try
        {
            if (!reader.Read())
                throw FaultAt(text.Length, "the file is empty", null, null);
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"not valid JSON: {exception.Message.Split(" LineNumber:")[0]}")
            {
                File = file,
                Line = (int)(exception.LineNumber ?? 0) + 1,
            };
        }
    }

    private readonly ConfigurationException FaultAt(int offset, string message, string? property, string? wayOut) => new(message)
    {
        File = file,
        Line = text[..Math.Min(offset, text.Length)].Count((byte)'\n') + 1,
        Property = string.IsNullOrEmpty(property) ? null : property,
        WayOut = wayOut,
    };
}
