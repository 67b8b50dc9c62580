using System.Text.RegularExpressions;

namespace Lms.Cli.Output.Views;

/// <summary>Gives the words of a statement a tone: key words, literals, comments. For the eye only; it need not be a parser.</summary>
internal static partial class SqlHighlighter
{
    /// <summary>The statement line by line.</summary>
    public static IEnumerable<IReadOnlyList<Phrase>> Highlight(string sql)
    {
        List<Phrase> line = [];
        foreach (var phrase in Phrases(sql.Replace("\r", "", StringComparison.Ordinal)))
        {
            var parts = phrase.Text.Split('\n');
            for (var part = 0; part < parts.Length; part++)
            {
                if (part > 0)
                {
                    yield return line;
                    line = [];
                }

                if (parts[part].Length > 0)
                    line.Add(phrase with { Text = parts[part].Replace("\t", "    ", StringComparison.Ordinal) });
            }
        }

        yield return line;
    }

    private static IEnumerable<Phrase> Phrases(string sql)
    {
        var end = 0;
        foreach (Match match in Words().Matches(sql))
        {
            if (match.Index > end)
                yield return sql[end..match.Index];
            end = match.Index + match.Length;
            yield return new Phrase(match.Value, ToneOf(match));
        }

        if (end < sql.Length)
            yield return sql[end..];
    }

    private static Tone ToneOf(Match match) =>
        match.Groups["comment"].Success ? Tone.Faint
        : match.Groups["literal"].Success ? Tone.Good
        : Tone.Accent;

    [GeneratedRegex(
        """
        (?<comment>--[^\n]*|/\*[\s\S]*?\*/)
        |(?<literal>'(?:[^']|'')*')
        |\b(?:add|all|alter|and|as|asc|begin|between|by|cascade|case|check|column|comment|concurrently|constraint|create|cross|default
            |delete|desc|distinct|do|drop|else|end|exists|extension|false|for|foreign|from|function|generated|group|having|identity|if|in
            |index|inner|insert|into|is|join|key|language|left|limit|not|null|on|or|order|outer|primary|references|replace|restrict
            |returning|returns|right|schema|select|sequence|set|table|then|trigger|true|truncate|type|union|unique|update|using|values
            |view|when|where|with)\b
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
