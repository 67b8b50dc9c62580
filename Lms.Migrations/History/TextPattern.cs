using System.Text;

namespace Lms.Migrations.History;

/// <summary>A text to look for, whatever its case, as a regular expression that PostgreSQL and MongoDB read alike.</summary>
/// <remarks>Each letter stands there in both its cases, so that the answer depends on no server's locale; the servers' own ways to
/// ignore case disagree on every letter that is not ASCII.</remarks>
internal static class TextPattern
{
    /// <summary><c>50 % für</c> becomes <c>50\ \%\ [fF][üÜ][rR]</c>.</summary>
    public static string Of(string text) => string.Concat(text.EnumerateRunes().Select(Pattern));

    private static string Pattern(Rune rune)
    {
        var (lower, upper) = (Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune));
        if (lower != upper)
            return lower == rune || upper == rune ? $"[{lower}{upper}]" : $"[{rune}{lower}{upper}]";

        return rune.IsAscii && !Rune.IsLetterOrDigit(rune) ? $"\\{rune}" : rune.ToString();
    }
}
