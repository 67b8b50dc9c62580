using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lms.Cli.Output.Json;

/// <summary>Prints the one document of a call: indented, and with letters of every language as they are, for the text goes
/// to a terminal or a file, not into a web page.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <remarks>The generated writer is called itself: through a serializer with options of its own, metadata would be built first.</remarks>
    public static void Write<T>(TextWriter output, T document, JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
            type.SerializeHandler!(writer, document);
        output.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        output.Write('\n');
    }
}
