using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;

namespace Lms.Cli.Commands;

/// <summary>What the commands that change data have in common: the terms on which a run is asked for.</summary>
internal sealed class RunTermsOptions
{
    private const string Now = "now";

    // As a table shows a time, and as ISO 8601 writes it. Without an offset it is meant where the reader is, as the table means it.
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];

    private readonly Option<string?> when = new("--when")
    {
        HelpName = "now|window|TIME", CustomParser = ParseWhen,
        Description = "With a worker: begin now, when the next window opens, or not before a time such as 2026-12-01T01:00Z (default: now).",
    };

    private readonly Option<bool> overrideWindow = new("--override-window")
    {
        Description = "In an emergency: begin although no window is open; --reason is required, and the history keeps it.",
    };

    private readonly Option<bool> detach = new("--detach") { Description = "With a worker: ask, print the run's id, and do not watch it." };

    private readonly Option<string?> planHash = new("--plan-hash")
    {
        HelpName = "H", CustomParser = PlanHashArgument.Parse,
        Description = "Run only the plan of this hash, as 'lms plan' shows it; exit 5 when it is another by now.",
    };

    public IEnumerable<Option> All => [planHash, when, overrideWindow, detach];

    /// <summary>Those of a change without a plan.</summary>
    public IEnumerable<Option> WithoutPlan => [when, overrideWindow, detach];

    /// <exception cref="UsageException">They do not fit together, or need a worker.</exception>
    public async Task<RunTerms> ReadAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var terms = new RunTerms
        {
            PlanHash = parsed.GetResult(planHash) is null ? null : parsed.GetValue(planHash),
            When = parsed.GetValue(when),
            OverrideWindow = parsed.GetValue(overrideWindow),
            Detach = parsed.GetValue(detach),
        };
        if (terms.OverrideWindow && string.IsNullOrWhiteSpace(session.Settings.Reason))
            throw new UsageException("--override-window overrules what others have agreed on, so it asks why: add --reason TEXT.");
        if (terms is { OverrideWindow: true, When: not null })
            throw new UsageException("--override-window begins now: leave --when out.");
        if (!session.IsRemote && (terms.Detach || parsed.GetResult(when) is not null))
        {
            throw new UsageException(
                $"{(terms.Detach ? "--detach leaves a run to a worker" : "--when is kept by a worker")}; without one it ends with this command: add --server URL.");
        }

        if (terms.PlanHash is not null)
            _ = await session.SingleDatabaseAsync("A plan belongs to one database.", cancellationToken);
        return terms;
    }

    private static string? ParseWhen(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is Now)
            return null;
        if (text is RunTerms.NextWindow)
            return RunTerms.NextWindow;
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time))
            return time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        result.AddError($"'{text}' is not a time to begin: give now, window, or a time such as 2026-12-01T01:00Z.");
        return null;
    }
}
