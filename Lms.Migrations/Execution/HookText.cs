using System.Text;

namespace Lms.Migrations.Execution;

/// <summary>What a hook says, made fit for every history: programs print whatever they like, and as much.</summary>
internal static class HookText
{
    private const int Longest = 2_000;
    private const int LineFeed = '\n';

    /// <summary>At most 2,000 characters, of more the beginning; what is no text or only means something to a terminal becomes U+FFFD.</summary>
    public static string Of(string said)
    {
        var text = said.Trim();
        var isLong = text.Length > Longest;
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (isLong && kept.Length + rune.Utf16SequenceLength >= Longest)
                return kept.Append('…').ToString();
            kept.Append(Rune.IsControl(rune) && rune.Value != LineFeed ? Rune.ReplacementChar : rune);
        }

        return kept.ToString();
    }
}
