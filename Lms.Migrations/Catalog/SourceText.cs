using System.Text;

namespace Lms.Migrations.Catalog;

/// <summary>Reads a source file as the engine sees it: UTF-8, no byte-order mark, line feeds only.</summary>
internal static class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file of a catalog; null when it is not text, with the reason in <paramref name="faults"/>.</summary>
    public static string? Read(CatalogSource source, string file, List<CatalogFault> faults)
    {
        if (ReadBytes(source, file, faults) is not { } bytes)
            return null;

        var content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
        if (content.IndexOf((byte)0) is var zero and >= 0)
        {
            faults.Add(new CatalogFault(file, LineAt(content, zero), "a zero byte: this is not a text file"));
            return null;
        }

        try
        {
            var text = Strict.GetString(content);
            return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException exception)
        {
            faults.Add(new CatalogFault(file, LineAt(content, exception.Index), "not valid UTF-8; save the file as UTF-8"));
            return null;
        }
    }

    private static byte[]? ReadBytes(CatalogSource source, string file, List<CatalogFault> faults)
    {
        try
        {
            return source.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(new CatalogFault(file, 1, $"cannot be read: {exception.Message}"));
            return null;
        }
    }

    private static int LineAt(ReadOnlySpan<byte> content, int offset)
    {
        var before = content[..Math.Clamp(offset, 0, content.Length)];
        return 1 + before.Count((byte)'\n') + before.Count((byte)'\r') - before.Count("\r\n"u8);
    }
}
