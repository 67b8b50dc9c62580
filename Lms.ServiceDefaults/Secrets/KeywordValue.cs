using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The value of a keyword in a connection string – <c>Host=db;Password=…;Database=lms</c> – or in the query of a URL.</summary>
internal static class KeywordValue
{
    private static readonly SearchValues<char> EndsInString = SearchValues.Create(";\r\n");
    private static readonly SearchValues<char> EndsInQuery = SearchValues.Create("&# \t\r\n\"<>");

    public static SecretRange? Find(string text, int word, int after)
    {
        var at = Scan.SkipBlanks(text, after);
        if (Scan.At(text, at) != '=')
            return null;

        at = Scan.SkipBlanks(text, at + 1);
        if (Scan.At(text, at) is var quote and ('\'' or '"'))
            return SecretRange.Of(at + 1, Scan.QuotedEnd(text, at + 1, quote, isDoubled: true, isEscaped: false));

        // A sentence around what was masked before is let alone.
        if (text.AsSpan(at).StartsWith(SecretRedactor.Mask, StringComparison.Ordinal) && char.IsWhiteSpace(Scan.At(text, at + SecretRedactor.Mask.Length)))
            return null;

        // In a connection string a value may hold blanks, and ends with a semicolon only. What follows it in a sentence is masked with it:
        // rather that than half of a password.
        var isInQuery = word > 0 && text[word - 1] is '?' or '&';
        var length = text.AsSpan(at).IndexOfAny(isInQuery ? EndsInQuery : EndsInString);
        return SecretRange.Of(at, length < 0 ? text.Length : at + length);
    }
}
