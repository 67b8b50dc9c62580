using System.CommandLine;
using System.CommandLine.Help;
using Lms.Cli.Commands.Backfills;
using Lms.Cli.Commands.Server;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Failures;

namespace Lms.Cli.Commands;

/// <summary>The <c>lms</c> command: its options, its commands, and what happens when they are misspelt.</summary>
internal static class LmsCommandLine
{
    /// <summary>Runs one call and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, TerminationSignals termination)
    {
        var terminal = new Terminal(Environment.GetEnvironmentVariable);
        try
        {
            return await RunAsync(arguments, terminal, termination);
        }
        finally
        {
            terminal.Flush();
        }
    }

    private static async Task<int> RunAsync(string[] arguments, Terminal terminal, TerminationSignals termination)
    {
        var parsed = Create(arguments, new GlobalOptions(), terminal, termination).Parse(arguments);
        if (parsed.Errors.Count > 0)
            return Explain(parsed, arguments, terminal);

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            },
            termination.Token);
    }

    private static RootCommand Create(string[] arguments, GlobalOptions options, Terminal terminal, TerminationSignals termination)
    {
        var boundary = new CommandBoundary(options, terminal, termination, TimeProvider.System);
        var root = new RootCommand("Runs, undoes and explains database migrations, one run at a time per database.");
        foreach (var option in options.All)
            root.Options.Add(option);

        root.Subcommands.Add(StatusCommand.Create(boundary));
        root.Subcommands.Add(MigrateCommand.Create(boundary));
        root.Subcommands.Add(RollbackCommand.Create(boundary));
        root.Subcommands.Add(RollbackCommand.CreateAll(boundary));
        root.Subcommands.Add(PlanCommand.Create(boundary));
        root.Subcommands.Add(HistoryCommand.Create(boundary));
        root.Subcommands.Add(ValidateCommand.Create(boundary));
        root.Subcommands.Add(RepairCommand.Create(boundary));
        root.Subcommands.Add(BaselineCommand.Create(boundary));
        root.Subcommands.Add(MarkCommand.Create(boundary));
        root.Subcommands.Add(NewCommand.Create(boundary));
        root.Subcommands.Add(BackfillCommand.Create(boundary));
        root.Subcommands.Add(SeedCommand.Create(boundary));
        if (ServerCommands.MayBeMeant(arguments, root))
            ServerCommands.AddTo(root, boundary);

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static int Explain(ParseResult parsed, string[] arguments, Terminal terminal)
    {
        var failure = new Failure
        {
            Kind = "usage",
            ExitCode = ExitCode.Usage,
            Message = string.Join(" ", parsed.Errors.Select(error => error.Message)),
            WayOut = $"See '{HelpCall(parsed.CommandResult.Command)}'.",
        };

        // What was misspelt may be the very option that says how to answer, so the words themselves are asked.
        if (arguments.Contains("json") || arguments.Any(argument => argument.EndsWith("=json", StringComparison.Ordinal)))
            JsonOutput.Write(terminal.Out, new ErrorDocument(failure), DocumentContext.Default.ErrorDocument);
        else
            FailureView.Draw(terminal.ErrorCanvas, failure);
        return failure.ExitCode;
    }

    private static string HelpCall(Command command) => $"{HelpWithExamples.CallOf(command)} --help";
}
