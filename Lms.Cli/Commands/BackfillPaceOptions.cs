using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lms.Cli.Databases;
using Lms.Migrations;

namespace Lms.Cli.Commands;

/// <summary>What <c>migrate</c> and <c>rollback</c> have in common: how gently backfills run this time. Ranges are the engine's.</summary>
internal sealed class BackfillPaceOptions
{
    private readonly Option<int?> lanes = new("--lanes")
    {
        HelpName = "N", CustomParser = result => CountArgument.Parse(result), Description = "Lanes that work on a backfill at the same time (default: 2).",
    };

    private readonly Option<TimeSpan?> batchTarget = new("--batch-target")
    {
        HelpName = "TIME", CustomParser = ParseDuration, Description = "How long one batch of a backfill should take, as in 25ms (default: 250ms).",
    };

    private readonly Option<double?> pauseRatio = new("--pause-ratio")
    {
        HelpName = "X", CustomParser = ParseRatio, Description = "Pause after each batch, in batches: 1 leaves half of the time to others (default: 0).",
    };

    public IEnumerable<Option> All => [lanes, batchTarget, pauseRatio];

    public Pace Read(ParseResult parsed) => new(parsed.GetValue(lanes), parsed.GetValue(batchTarget), parsed.GetValue(pauseRatio));

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out var duration))
            return duration;

        result.AddError($"'{text}' is not a duration; give a number with ms, s, m, h or d, as in 250ms.");
        return null;
    }

    private static double? ParseRatio(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio))
            return ratio;

        result.AddError($"'{text}' is not a ratio; give a number such as 0.5.");
        return null;
    }
}
