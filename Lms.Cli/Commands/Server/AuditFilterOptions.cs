using System.CommandLine;
using Lms.Contracts.Client;

namespace Lms.Cli.Commands.Server;

/// <summary>The options that say which lines of the audit <c>lms audit</c> shows.</summary>
internal sealed class AuditFilterOptions
{
    private readonly Option<int> limit = new("--limit")
    {
        HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => new AuditFilter().Limit, Description = "How many lines, newest first; up to 1000.",
    };

    private readonly Option<string?> actor = new("--by") { HelpName = "ACTOR", Description = "Only what this actor tried." };

    private readonly Option<string?> action = new("--action") { HelpName = "A", Description = "Only this action, such as runs.start or tokens.revoke." };

    private readonly Option<string?> outcome = new("--outcome") { HelpName = "accepted|refused|asked", Description = "Only what ended so." };

    private readonly Option<TimeArgument?> since = new("--since")
    {
        HelpName = "T", CustomParser = TimeArgument.Parse, Description = "Not before this: a date, an ISO 8601 time, or how long ago, as in 2h or 7d.",
    };

    private readonly Option<TimeArgument?> until = new("--until") { HelpName = "T", CustomParser = TimeArgument.Parse, Description = "Before this." };

    private readonly Option<long?> before = new("--before")
    {
        HelpName = "ID", CustomParser = result => IdArgument.Parse(result, "the number of a line of the audit; the last line of a page says with which one to go on"),
        Description = "Go on where a page ended; its last line says with which number.",
    };

    public AuditFilterOptions() => outcome.AcceptOnlyFromAmong("accepted", "refused", "asked");

    public IEnumerable<Option> All => [limit, actor, action, outcome, since, until, before];

    public AuditFilter Read(ParseResult parsed, TimeProvider time) => new()
    {
        Limit = parsed.GetValue(limit),
        Actor = parsed.GetValue(actor),
        Action = parsed.GetValue(action),
        Outcome = parsed.GetValue(outcome),
        From = parsed.GetValue(since)?.Resolve(time),
        To = parsed.GetValue(until)?.Resolve(time),
        Before = parsed.GetValue(before),
    };
}
