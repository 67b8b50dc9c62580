using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Lms.Cli.Commands;

/// <summary>The usual help, and below it what people look for: examples, and on the root the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    a migration failed
          2    usage, configuration or catalog is wrong
          3    the database or the worker is unreachable, or rights are missing
          4    another run held the lease for too long
          5    refused: drift, order, irreversible, window, another plan, the token's role
          6    'status --check' is not clean
          130  cancelled, or no longer watched

        """;

    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["lms"] = ["lms status", "lms migrate", "lms rollback --steps 2 --reason 'wrong column type'", "lms migrate --connection postgres://app@localhost/shop --catalog migrations/shop", "lms migrate --server http://127.0.0.1:5180   # with $LMS_TOKEN"],
        ["status"] = ["lms status", "lms status --check   # exit 6 unless everything is applied", "lms status --output json"],
        ["migrate"] = ["lms migrate", "lms migrate --dry-run", "lms migrate --to 004 --reason 'release 12'", "lms migrate --no-wait   # exit 4 when another run is under way", "lms migrate --lanes 4 --batch-target 25ms   # how backfills run this time", "lms migrate --plan-hash c3b814cd8942   # only the plan that was looked at", "lms migrate --server http://127.0.0.1:5180 --when window --detach"],
        ["rollback"] = ["lms rollback", "lms rollback --steps 2", "lms rollback --to 004   # 004 stays applied", "lms rollback --all --yes"],
        ["plan"] = ["lms plan", "lms plan --to 004 --output json"],
        ["history"] = ["lms history", "lms history --kind rolledBack --kind marked --by ada", "lms history --outcome failed --since 7d", "lms history --migration 004", "lms history --text 'wrong type' --output json"],
        ["validate"] = ["lms validate", "lms validate --catalog migrations/lms   # files only, no database"],
        ["repair"] = ["lms repair", "lms repair --yes --reason 'comment in 003 was reworded'"],
        ["baseline"] = ["lms baseline --to 004 --reason 'schema made by the old tool'"],
        ["mark"] = ["lms mark 003 applied --reason 'finished by hand'", "lms mark 003 pending --reason 'table was dropped by hand'"],
        ["new"] = ["lms new 'add phone to users'", "lms new add-phone-to-users --catalog migrations/lms"],
        ["backfill"] = ["lms backfill list", "lms backfill pause 3 --reason 'replica is behind'", "lms backfill resume 3"],
        ["backfill list"] = ["lms backfill list", "lms backfill list --output json"],
        ["backfill show"] = ["lms backfill show 3", "lms backfill show 3 --db withdrawals   # when two databases have a backfill 3", "lms backfill show 3 --watch"],
        ["backfill chunks"] = ["lms backfill chunks 3", "lms backfill chunks 3 --state failed", "lms backfill chunks 3 --after 200 --output json"],
        ["backfill pause"] = ["lms backfill pause 3 --reason 'replica is behind'"],
        ["backfill resume"] = ["lms backfill resume 3"],
        ["backfill cancel"] = ["lms backfill cancel 3 --reason 'wrong formula'", "lms rollback   # then takes back what it did"],
        ["backfill conflicts"] = ["lms backfill conflicts 3", "lms backfill conflicts 3 --limit 1000 --output json"],
        ["seed"] = ["lms seed", "lms seed --scale 100", "lms seed status"],
        ["run"] = ["lms run list --server http://127.0.0.1:5180", "lms run watch 01a2193c-a826", "lms run approve 01a2193c-a826"],
        ["run list"] = ["lms run list", "lms run list --state running --state queued", "lms run list --db lms --limit 100 --output json"],
        ["run show"] = ["lms run show 01a2193c-a826"],
        ["run watch"] = ["lms run watch 01a2193c-a826   # Ctrl+C asks whether to cancel it or only to stop watching"],
        ["run cancel"] = ["lms run cancel 01a2193c-a826 --reason 'wrong week'"],
        ["run approve"] = ["lms run approve 01a2193c-a826   # shows the plan and asks", "lms run approve 01a2193c-a826 --plan-hash c3b814cd8942 --reason 'looked at with ada'"],
        ["run reject"] = ["lms run reject 01a2193c-a826 --reason 'not before the exams are over'"],
        ["windows"] = ["lms windows list", "lms windows add 'Sun 02:00-04:00 Europe/Berlin'", "lms windows freeze --reason 'incident 4711'"],
        ["windows list"] = ["lms windows list", "lms windows list --output json"],
        ["windows add"] = ["lms windows add 'Sun 02:00-04:00 Europe/Berlin' --database lms", "lms windows add 2026-12-01T01:00Z/PT2H --reason 'release 12'"],
        ["windows remove"] = ["lms windows remove 3"],
        ["windows freeze"] = ["lms windows freeze --reason 'incident 4711'   # until it is lifted", "lms windows freeze 2026-12-20T00:00Z/2027-01-02T00:00Z --reason 'year-end close'"],
        ["windows unfreeze"] = ["lms windows unfreeze 1 --reason 'incident 4711 is over'"],
        ["token"] = ["lms token create --for ci --role operator --expires 90d", "lms token list", "lms token revoke 4awyzdz9gbt5"],
        ["token create"] = ["lms token create --for ci --role operator --expires 90d > token", "LMS_TOKEN=$(lms token create --for ada --role approver) lms whoami"],
        ["token list"] = ["lms token list"],
        ["token revoke"] = ["lms token revoke 4awyzdz9gbt5"],
        ["audit"] = ["lms audit", "lms audit --outcome refused --since 7d", "lms audit --by ada --action runs.approve", "lms audit --export audit.jsonl"],
        ["workers"] = ["lms workers"],
        ["whoami"] = ["lms whoami --server http://127.0.0.1:5180"],
        ["dashboard"] = ["lms dashboard   # that of the app host that runs here", "xdg-open $(lms dashboard)", "lms dashboard --url https://lms.example   # with $LMS_TOKEN", "lms dashboard --output json"],
    };

    /// <summary>Who asks for help need not have got the rest right.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>What is typed to call a command: <c>lms backfill show</c>.</summary>
    public static string CallOf(Command command) => command is RootCommand
        ? "lms"
        : $"{CallOf(command.Parents.OfType<Command>().Single())} {command.Name}";

    /// <summary>The same without <c>lms</c>: <c>backfill show</c>.</summary>
    public static string NameOf(Command command) => CallOf(command)["lms ".Length..];

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (Examples.TryGetValue(command is RootCommand ? CallOf(command) : NameOf(command), out var examples))
            output.WriteLine($"Examples:\n{string.Concat(examples.Select(example => $"  {example}\n"))}");
        if (command is RootCommand)
            output.Write(ExitCodes);
        return exitCode;
    }
}
