using System.CommandLine.Parsing;

namespace Lms.Cli.Commands;

/// <summary>Reads one of the words that stand for an enumeration's values; the case of its letters does not matter.</summary>
internal static class TermArgument
{
    /// <param name="result">The option's one argument.</param>
    /// <param name="term">The word for a value.</param>
    /// <param name="what">What such a word is called, with its article.</param>
    public static T? Parse<T>(ArgumentResult result, Func<T, string> term, string what)
        where T : struct, Enum => ParseAll(result, term, what) is [var only] ? only : null;

    /// <summary>The same where the option may be given several times.</summary>
    public static T[] ParseAll<T>(ArgumentResult result, Func<T, string> term, string what)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(term, StringComparer.OrdinalIgnoreCase);
        var words = result.Tokens.Select(token => token.Value).ToList();
        if (words.Find(word => !known.ContainsKey(word)) is { } unknown)
        {
            result.AddError($"'{unknown}' is not {what}; known are {string.Join(", ", known.Keys)}.");
            return [];
        }

        return [.. words.Select(word => known[word])];
    }
}
