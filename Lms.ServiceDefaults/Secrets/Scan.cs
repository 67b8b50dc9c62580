namespace Lms.ServiceDefaults.Secrets;

/// <summary>Steps through a text; none of them goes beyond its end.</summary>
internal static class Scan
{
    public static char At(string text, int at) => at < text.Length ? text[at] : '\0';

    /// <summary>The first character from here on that is no blank or tab.</summary>
    public static int SkipBlanks(string text, int at)
    {
        while (At(text, at) is ' ' or '\t')
            at++;
        return at;
    }

    /// <summary>The first character from here on that is no white space, line ends included.</summary>
    public static int SkipWhiteSpace(string text, int at)
    {
        while (char.IsWhiteSpace(At(text, at)))
            at++;
        return at;
    }

    /// <summary>Where a quoted text ends: at its closing quote, or with everything when that is missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">After the opening quote.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="isDoubled">Whether two quotes in a row stand for one.</param>
    /// <param name="isEscaped">Whether a backslash takes the meaning of what follows it away.</param>
    public static int QuotedEnd(string text, int at, char quote, bool isDoubled, bool isEscaped)
    {
        for (; at < text.Length; at++)
        {
            if (isEscaped && text[at] == '\\')
                at++;
            else if (text[at] == quote && isDoubled && At(text, at + 1) == quote)
                at++;
            else if (text[at] == quote)
                return at;
        }

        return text.Length;
    }
}
