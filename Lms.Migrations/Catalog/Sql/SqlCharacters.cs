namespace Lms.Migrations.Catalog.Sql;

/// <summary>The server's classes of characters. Everything beyond ASCII is a letter to it, a no-break space too.</summary>
internal static class SqlCharacters
{
    public static bool IsWhiteSpace(char character) => character is ' ' or (>= '\t' and <= '\r');

    public static bool IsWordStart(char character) => char.IsAsciiLetter(character) || character is '_' or >= '\x80';

    public static bool IsWordPart(char character) => IsWordStart(character) || char.IsAsciiDigit(character) || character == '$';
}
