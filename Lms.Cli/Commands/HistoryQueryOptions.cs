using System.CommandLine;
using System.CommandLine.Parsing;
using Lms.Cli.Configuration;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Cli.Commands;

/// <summary>The options that say which events <c>lms history</c> shows.</summary>
internal sealed class HistoryQueryOptions
{
    private readonly Option<int> limit = new("--limit")
    {
        HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => new HistoryQuery().Limit, Description = "How many events, newest first; up to 1000.",
    };

    private readonly Option<HistoryEventKind[]> kinds = new("--kind")
    {
        HelpName = "K", Arity = ArgumentArity.OneOrMore,
        CustomParser = result => TermArgument.ParseAll<HistoryEventKind>(result, HistoryTerms.Term, "a kind of event"),
        Description = "Only of this kind, such as migrated or rolledBack; several times for several kinds.",
    };

    private readonly Option<HistoryOutcome?> outcome = new("--outcome")
    {
        HelpName = "O", CustomParser = result => TermArgument.Parse<HistoryOutcome>(result, HistoryTerms.Term, "an outcome"),
        Description = "Only what ended so: succeeded, failed or cancelled.",
    };

    private readonly Option<string?> actor = new("--by") { HelpName = "ACTOR", Description = "Only what this actor asked for." };

    private readonly Option<MigrationVersion?> version = new("--migration")
    {
        HelpName = "V", CustomParser = VersionArgument.Parse, Description = "Only of the migration of this version.",
    };

    private readonly Option<Guid?> run = new("--run") { HelpName = "ID", CustomParser = ParseRun, Description = "Only of this run, whose id JSON output has." };

    private readonly Option<TimeArgument?> since = new("--since")
    {
        HelpName = "T", CustomParser = TimeArgument.Parse, Description = "Not before this: a date, an ISO 8601 time, or how long ago, as in 2h or 7d.",
    };

    private readonly Option<TimeArgument?> until = new("--until") { HelpName = "T", CustomParser = TimeArgument.Parse, Description = "Before this." };

    private readonly Option<string?> text = new("--text")
    {
        HelpName = "TEXT", Description = "Only with this text in name, reason, error or detail; case does not matter.",
    };

    private readonly Option<long?> before = new("--before")
    {
        HelpName = "ID", CustomParser = result => IdArgument.Parse(result, "the number of an event; the last line of a page says with which one to go on"),
        Description = "Go on where a page ended; its last line says with which number.",
    };

    public IEnumerable<Option> All => [limit, kinds, outcome, actor, version, run, since, until, text, before];

    /// <exception cref="UsageException">Nothing can lie in the stretch of time.</exception>
    /// <exception cref="Migrations.Failures.RequestException">A value is out of its range.</exception>
    public HistoryQuery Read(ParseResult parsed, TimeProvider time)
    {
        var query = new HistoryQuery
        {
            Limit = parsed.GetValue(limit),
            Before = parsed.GetValue(before),
            Kinds = parsed.GetValue(kinds) ?? [],
            Outcome = parsed.GetValue(outcome),
            Actor = parsed.GetValue(actor),
            Version = parsed.GetValue(version),
            RunId = parsed.GetValue(run),
            From = parsed.GetValue(since)?.Resolve(time),
            To = parsed.GetValue(until)?.Resolve(time),
            Text = parsed.GetValue(text),
        };
        if (query.From >= query.To)
            throw new UsageException($"--since is {query.From:u} and --until {query.To:u}: nothing lies between them.");

        query.Validate();
        return query;
    }

    private static Guid? ParseRun(ArgumentResult result)
    {
        var given = result.Tokens[0].Value;
        if (Guid.TryParse(given, out var id))
            return id;

        result.AddError($"'{given}' is not the id of a run; 'lms history --output json' shows them as runId.");
        return null;
    }
}
