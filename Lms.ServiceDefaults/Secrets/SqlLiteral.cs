namespace Lms.ServiceDefaults.Secrets;

/// <summary>The literal after PASSWORD in SQL: <c>CREATE ROLE app PASSWORD '…'</c>, as <c>E'…'</c> and <c>$tag$…$tag$</c>, too.</summary>
internal static class SqlLiteral
{
    public static SecretRange? Find(string text, int word, int after)
    {
        var at = Scan.SkipWhiteSpace(text, after);
        // "The user's password's length" is no SQL.
        if (at == after)
            return null;

        if (Scan.At(text, at) == '$')
            return InDollars(text, at);

        var isEscaped = Scan.At(text, at) is 'E' or 'e';
        at += isEscaped ? 1 : Scan.At(text, at) is 'U' or 'u' && Scan.At(text, at + 1) == '&' ? 2 : 0;
        return Scan.At(text, at) == '\''
            ? SecretRange.Of(at + 1, Scan.QuotedEnd(text, at + 1, '\'', isDoubled: true, isEscaped))
            : null;
    }

    private static SecretRange? InDollars(string text, int at)
    {
        var tagEnd = at + 1;
        while (char.IsLetterOrDigit(Scan.At(text, tagEnd)) || Scan.At(text, tagEnd) == '_')
            tagEnd++;
        if (Scan.At(text, tagEnd) != '$')
            return null;

        var tag = text.AsSpan(at, tagEnd + 1 - at);
        var length = text.AsSpan(tagEnd + 1).IndexOf(tag, StringComparison.Ordinal);
        return SecretRange.Of(tagEnd + 1, length < 0 ? text.Length : tagEnd + 1 + length);
    }
}
