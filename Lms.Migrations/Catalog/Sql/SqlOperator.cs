namespace Lms.Migrations.Catalog.Sql;

/// <summary>Where an operator ends.</summary>
internal static class SqlOperator
{
    /// <summary>The offset after the operator that begins at <paramref name="start"/>.</summary>
    /// <remarks>A comment ends it, and <c>5*-1</c> multiplies by a negative number: its operator is <c>*</c>.</remarks>
    public static int EndOf(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && SqlCharacters.IsOperator(text[end]) && !BeginsComment(text, end))
            end++;

        while (end > start + 1 && text[end - 1] is '+' or '-' && !MayEndInSign(text.AsSpan(start, end - 1 - start)))
            end--;
        return end;
    }

    /// <summary>Only operators that hold one of these other characters may.</summary>
    private static bool MayEndInSign(ReadOnlySpan<char> before)
    {
        foreach (var character in before)
        {
            if (character is '~' or '!' or '@' or '#' or '%' or '^' or '&' or '|' or '`' or '?')
                return true;
        }

        return false;
    }

    private static bool BeginsComment(string text, int at) =>
        at + 1 < text.Length && ((text[at] == '-' && text[at + 1] == '-') || (text[at] == '/' && text[at + 1] == '*'));
}
