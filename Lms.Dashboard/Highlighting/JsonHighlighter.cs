using System.Text.RegularExpressions;

namespace Lms.Dashboard.Highlighting;

/// <summary>Tells names, literals and comments of Extended JSON apart.</summary>
internal static partial class JsonHighlighter
{
    public static IEnumerable<CodeToken> Split(string code)
    {
        foreach (Match match in Part().Matches(code))
            yield return new CodeToken(match.Value, KindOf(match));
    }

    private static string? KindOf(Match match) =>
        match.Groups["comment"].Success ? "c"
        : match.Groups["name"].Success ? "p"
        : match.Groups["literal"].Success ? "s"
        : match.Groups["number"].Success ? "n"
        : match.Groups["word"].Success ? "k"
        : null;

    [GeneratedRegex(@"(?<comment>//[^\n]*|/\*(?:[^*]|\*+[^*/])*\*+/)|(?<name>""(?:[^""\\]|\\.)*""(?=\s*:))|(?<literal>""(?:[^""\\]|\\.)*"")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>\b(?:true|false|null)\b)|\s+|.",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Part();
}
