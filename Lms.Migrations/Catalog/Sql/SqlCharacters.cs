namespace Lms.Migrations.Catalog.Sql;

/// <summary>The server's classes of characters. Everything beyond ASCII is a letter to it, a no-break space too.</summary>
/// <remarks>A table, because a catalog of a thousand files has a million characters and a cold process no time.</remarks>
internal static class SqlCharacters
{
    private const byte Space = 1;
    private const byte Letter = 2;
    private const byte Digit = 4;
    private const byte Dollar = 8;
    private const byte Operator = 16;

    private static readonly byte[] Classes = Classify();

    public static bool IsWhiteSpace(char character) => Is(character, Space);

    public static bool IsDigit(char character) => Is(character, Digit);

    public static bool IsWordStart(char character) => Is(character, Letter);

    public static bool IsWordPart(char character) => Is(character, Letter | Digit | Dollar);

    public static bool IsOperator(char character) => Is(character, Operator);

    private static bool Is(char character, byte classes) => ((character < 128 ? Classes[character] : Letter) & classes) != 0;

    private static byte[] Classify()
    {
        var classes = new byte[128];
        classes.AsSpan('\t', '\r' - '\t' + 1).Fill(Space);
        classes[' '] = Space;
        classes.AsSpan('a', 26).Fill(Letter);
        classes.AsSpan('A', 26).Fill(Letter);
        classes['_'] = Letter;
        classes.AsSpan('0', 10).Fill(Digit);
        classes['$'] = Dollar;
        foreach (var character in "+-*/<>=~!@#%^&|`?")
            classes[character] = Operator;
        return classes;
    }
}
