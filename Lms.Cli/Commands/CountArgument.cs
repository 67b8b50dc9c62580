using System.CommandLine.Parsing;
using System.Globalization;

namespace Lms.Cli.Commands;

/// <summary>Reads how many of something from the command line: a whole number from 1.</summary>
internal static class CountArgument
{
    public static int Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1)
            return count;

        result.AddError($"'{text}' is not a number from 1.");
        return 1;
    }
}
