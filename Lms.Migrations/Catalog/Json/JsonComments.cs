namespace Lms.Migrations.Catalog.Json;

/// <summary>Takes comments out of JSON text. .NET's reader knows them too, but not between a name and its colon.</summary>
internal static class JsonComments
{
    /// <summary>The text with a blank for every byte of a comment, so that everything else stays where it is.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="open">The offset of a comment that does not end; null when each does.</param>
    public static byte[] Blank(ReadOnlySpan<byte> text, out int? open)
    {
        var blanked = text.ToArray();
        open = null;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == (byte)'"')
            {
                at = EndOfString(text, at);
                continue;
            }

            var length = LengthOfComment(text[at..]);
            if (length < 0)
            {
                open = at;
                length = text.Length - at;
            }

            BlankAll(blanked.AsSpan(at, length));
            at += Math.Max(1, length);
        }

        return blanked;
    }

    /// <summary>Zero where no comment begins, negative where one begins that does not end.</summary>
    private static int LengthOfComment(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("//"u8))
            return text.IndexOf((byte)'\n') is var feed and >= 0 ? feed : text.Length;
        if (!text.StartsWith("/*"u8))
            return 0;

        return text[2..].IndexOf("*/"u8) is var end and >= 0 ? end + 4 : -1;
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == (byte)'\\')
                at++;
            else if (text[at] is (byte)'"' or (byte)'\n')
                return at + 1;
        }

        return text.Length;
    }

    /// <summary>Line feeds stay, for lines are counted.</summary>
    private static void BlankAll(Span<byte> comment)
    {
        foreach (ref var character in comment)
            character = character == (byte)'\n' ? character : (byte)' ';
    }
}
