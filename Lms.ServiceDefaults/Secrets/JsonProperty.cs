using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The value of a JSON property whose name ends in the word – <c>"clientSecret": "…"</c> – also in JSON that stands, escaped, in a
/// string.</summary>
internal static class JsonProperty
{
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(",}] \t\r\n\"");

    public static SecretRange? Find(string text, int word, int after)
    {
        var isEscaped = Scan.At(text, after) == '\\';
        var at = isEscaped ? after + 1 : after;
        if (Scan.At(text, at) != '"')
            return null;

        at = Scan.SkipWhiteSpace(text, at + 1);
        if (Scan.At(text, at) != ':')
            return null;

        at = Scan.SkipWhiteSpace(text, at + 1);
        if (isEscaped && Scan.At(text, at) == '\\')
            at++;
        return Scan.At(text, at) switch
        {
            '"' => SecretRange.Of(at + 1, isEscaped ? EscapedEnd(text, at + 1) : Scan.QuotedEnd(text, at + 1, '"', isDoubled: false, isEscaped: true)),
            '{' or '[' => null,
            _ => OfOther(text, at),
        };
    }

    // A string that ends with \" instead of ", and in which \\\" is a quote.
    private static int EscapedEnd(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '"')
                return at;
            if (text[at] != '\\')
                continue;
            if (Scan.At(text, at + 1) == '"')
                return at;
            // \\ is one backslash of the inner text; what it escapes there follows it.
            at += Scan.At(text, at + 2) == '\\' ? 3 : 2;
        }

        return text.Length;
    }

    private static SecretRange? OfOther(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAny(ValueEnds);
        var end = length < 0 ? text.Length : at + length;
        return text.AsSpan(at, end - at) is "null" or "true" or "false" ? null : SecretRange.Of(at, end);
    }
}
