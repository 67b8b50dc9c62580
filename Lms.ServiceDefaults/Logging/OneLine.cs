using System.Buffers;
using System.Text;

namespace Lms.ServiceDefaults.Logging;

/// <summary>Puts a text of several lines on one: nobody can make a line of the log by writing one into a message.</summary>
internal static class OneLine
{
    private const string Separator = " | ";
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '\u007f', '\u0085', '\u2028', '\u2029']);

    /// <summary>The text's lines joined by <c> | </c>, each without the blanks around it; other control characters become <c>?</c>.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls))
            return text;

        var line = new StringBuilder(text.Length);
        foreach (var part in text.AsSpan().EnumerateLines())
        {
            var trimmed = part.Trim();
            if (trimmed.IsEmpty)
                continue;
            if (line.Length > 0)
                line.Append(Separator);
            foreach (var character in trimmed)
                line.Append(character == '\t' ? ' ' : Controls.Contains(character) ? '?' : character);
        }

        return line.ToString();
    }
}
