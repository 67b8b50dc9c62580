using System.CommandLine.Parsing;

namespace Lms.Cli.Commands;

/// <summary>Reads the hash of a plan, or enough of its first digits to name it.</summary>
internal static class PlanHashArgument
{
    private const int Shortest = 12;
    private const int Longest = 64;

    public static string? Parse(ArgumentResult result)
    {
        // As it is shown, too.
        var text = result.Tokens[0].Value.TrimEnd('…');
        if (text.Length is >= Shortest and <= Longest && text.All(char.IsAsciiHexDigit))
            return text.ToLowerInvariant();

        result.AddError($"'{text}' is not the hash of a plan: give the {Longest} hex digits that 'lms plan --output json' shows, or the first {Shortest} at least.");
        return null;
    }
}
