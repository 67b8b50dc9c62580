namespace Lms.Migrations.Catalog.Sql;

/// <summary>Where a number ends.</summary>
internal static class SqlNumber
{
    /// <summary>The offset after the number that begins at <paramref name="start"/> with a digit, or a point and a digit.</summary>
    /// <remarks>Letters that cling to it (<c>123abc</c>) are taken along: the server refuses them since version 15.</remarks>
    public static int EndOf(string text, int start)
    {
        var end = SkipDigits(text, start);
        var isDecimal = !(end == start + 1 && text[start] == '0' && At(text, end) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B');
        if (isDecimal && At(text, end) == '.' && At(text, end + 1) != '.')
            end = SkipDigits(text, end + 1);

        if (isDecimal && At(text, end) is 'e' or 'E' && At(text, end + 1) is '+' or '-' && SqlCharacters.IsDigit(At(text, end + 2)))
            end += 2;

        while (SqlCharacters.IsWordPart(At(text, end)) && text[end] != '$')
            end++;
        return end;
    }

    private static int SkipDigits(string text, int at)
    {
        while (SqlCharacters.IsDigit(At(text, at)) || At(text, at) == '_')
            at++;
        return at;
    }

    private static char At(string text, int at) => at < text.Length ? text[at] : '\0';
}
