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
          3    the database is unreachable, or rights are missing
          4    another run held the lease for too long
          5    refused: drift, order, irreversible
          6    'status --check' is not clean
          130  cancelled

        """;

    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["lms"] = ["lms status", "lms migrate", "lms rollback --steps 2 --reason 'wrong column type'", "lms migrate --connection postgres://app@localhost/shop --catalog migrations/shop"],
        ["status"] = ["lms status", "lms status --check   # exit 6 unless everything is applied", "lms status --output json"],
        ["migrate"] = ["lms migrate", "lms migrate --dry-run", "lms migrate --to 004 --reason 'release 12'", "lms migrate --no-wait   # exit 4 when another run is under way"],
        ["rollback"] = ["lms rollback", "lms rollback --steps 2", "lms rollback --to 004   # 004 stays applied", "lms rollback --all --yes"],
        ["plan"] = ["lms plan", "lms plan --to 004 --output json"],
        ["history"] = ["lms history", "lms history --limit 200 --output json"],
        ["validate"] = ["lms validate", "lms validate --catalog migrations/lms   # files only, no database"],
        ["repair"] = ["lms repair", "lms repair --yes --reason 'comment in 003 was reworded'"],
        ["baseline"] = ["lms baseline --to 004 --reason 'schema made by the old tool'"],
        ["mark"] = ["lms mark 003 applied --reason 'finished by hand'", "lms mark 003 pending --reason 'table was dropped by hand'"],
        ["new"] = ["lms new 'add phone to users'", "lms new add-phone-to-users --catalog migrations/lms"],
        ["seed"] = ["lms seed", "lms seed --scale 100", "lms seed status"],
    };

    /// <summary>Who asks for help need not have got the rest right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (Examples.TryGetValue(command is RootCommand ? "lms" : command.Name, out var examples))
            output.WriteLine($"Examples:\n{string.Concat(examples.Select(example => $"  {example}\n"))}");
        if (command is RootCommand)
            output.Write(ExitCodes);
        return exitCode;
    }
}
