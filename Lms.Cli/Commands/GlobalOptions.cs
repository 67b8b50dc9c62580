using System.CommandLine;
using Lms.Cli.Configuration;

namespace Lms.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string[]> databases = new("--database", "--db")
    {
        HelpName = "NAME", Recursive = true,
        Description = "One of the configured databases, or of the worker's; several times for several (default: all, in order).",
    };

    private readonly Option<string> connection = Text("--connection", "C", "A database that is in no configuration: a postgres://, documentdb:// or mongodb:// URL, or a keyword string; ${NAME} reads the environment. Needs --catalog.");
    private readonly Option<string> catalog = Text("--catalog", "DIR", "The directory of that database's migrations.");
    private readonly Option<string> seeders = Text("--seeders", "DIR", "The directory of that database's seeders.");
    private readonly Option<string> config = Text("--config", "FILE", "The configuration (default: lms.json here or above, then what a running app host started).");
    private readonly Option<string> server = Text("--server", "URL", "Ask a worker instead of the database (default: $LMS_SERVER; else the engine works here).");
    private readonly Option<string> token = Text("--token", "T", "The token to show the worker or the dashboard (default: $LMS_TOKEN, then that of a running app host whose worker or dashboard it is).");
    private readonly Option<string> output = Text("--output", "table|json", "How to answer (default: table).");
    private readonly Option<string> reason = Text("--reason", "TEXT", "Why; kept in the history.");
    private readonly Option<string> actor = Text("--actor", "NAME", "Who asks; kept in the history (default: $LMS_ACTOR, then the system's user).");
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Do not ask before something that is hard to undo.", Recursive = true };

    public GlobalOptions()
    {
        output.Aliases.Add("-o");
        output.AcceptOnlyFromAmong("table", "json");
    }

    /// <summary>All of them, in the order that help shows.</summary>
    public IEnumerable<Option> All => [databases, connection, catalog, seeders, config, server, token, output, reason, actor, yes];

    /// <summary>What was given.</summary>
    public GlobalSettings Read(ParseResult parsed) => new(
        new DatabaseChoice(
            [.. (parsed.GetValue(databases) ?? []).Distinct()],
            parsed.GetValue(connection), parsed.GetValue(catalog), parsed.GetValue(config), parsed.GetValue(seeders)),
        new ServerChoice(parsed.GetValue(server), parsed.GetValue(token), parsed.GetValue(actor)),
        parsed.GetValue(output) == "json",
        parsed.GetValue(reason),
        parsed.GetValue(actor) ?? Environment.GetEnvironmentVariable("LMS_ACTOR") ?? Environment.UserName,
        parsed.GetValue(yes));

    private static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Recursive = true };
}

/// <summary>The values of the options that every command takes.</summary>
internal sealed record GlobalSettings(DatabaseChoice Choice, ServerChoice Server, bool IsJson, string? Reason, string Actor, bool Yes);
