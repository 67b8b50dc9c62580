using System.CommandLine.Parsing;
using System.Globalization;

namespace Lms.Cli.Commands;

/// <summary>Reads the number that something has from the command line: a whole number from 1.</summary>
internal static class IdArgument
{
    /// <param name="result">The option's one argument.</param>
    /// <param name="expected">What it is not, and where to find it: <c>the number of a window; 'lms windows list' shows them</c>.</param>
    public static long Parse(ArgumentResult result, string expected)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 1)
            return id;

        result.AddError($"'{text}' is not {expected}.");
        return 1;
    }
}
