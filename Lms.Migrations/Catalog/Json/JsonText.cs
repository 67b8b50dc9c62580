using System.Text;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Writes a value back as text: comments and the file's own layout are gone, order and the form of numbers stay.</summary>
internal static class JsonText
{
    /// <summary>As it is sent and shown: <c>{ "find": "users", "filter": {} }</c>.</summary>
    public static string Of(JsonSource value) => Write(value, blank: " ");

    /// <summary>Without any blank between its parts, for fingerprints.</summary>
    public static string Compact(JsonSource value) => Write(value, blank: "");

    /// <summary>A string with its quotes.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder();
        WriteString(value, text);
        return text.ToString();
    }

    private static string Write(JsonSource value, string blank)
    {
        var text = new StringBuilder();
        Write(value, blank, text);
        return text.ToString();
    }

    private static void Write(JsonSource value, string blank, StringBuilder text)
    {
        switch (value)
        {
            case JsonSourceObject document:
                WriteObject(document, blank, text);
                break;
            case JsonSourceArray array:
                WriteArray(array, blank, text);
                break;
            case JsonSourceString quoted:
                WriteString(quoted.Value, text);
                break;
            case JsonSourceNumber number:
                text.Append(number.Literal);
                break;
            case JsonSourceLiteral literal:
                text.Append(literal.Literal);
                break;
        }
    }

    private static void WriteObject(JsonSourceObject document, string blank, StringBuilder text)
    {
        if (document.Properties.Count == 0)
        {
            text.Append("{}");
            return;
        }

        var separator = "{" + blank;
        foreach (var property in document.Properties)
        {
            text.Append(separator);
            WriteString(property.Name, text);
            text.Append(':').Append(blank);
            Write(property.Value, blank, text);
            separator = "," + blank;
        }

        text.Append(blank).Append('}');
    }

    private static void WriteArray(JsonSourceArray array, string blank, StringBuilder text)
    {
        var separator = "[";
        foreach (var item in array.Items)
        {
            text.Append(separator);
            Write(item, blank, text);
            separator = "," + blank;
        }

        text.Append(array.Items.Count == 0 ? "[]" : "]");
    }

    /// <summary>Escapes what JSON must escape and nothing else, so that <c>é</c> and <c>\u00e9</c> are one.</summary>
    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                text.Append('\\').Append(character);
            else if (character < ' ')
                text.Append("\\u").Append(((int)character).ToString("x4"));
            else
                text.Append(character);
        }

        text.Append('"');
    }
}
