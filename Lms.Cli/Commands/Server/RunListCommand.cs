using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run list</c>: what was asked of the worker, newest first.</summary>
internal static class RunListCommand
{
    private const int DefaultLimit = 20;

    public static Command Create(CommandBoundary boundary)
    {
        var state = new Option<string[]>("--state") { HelpName = "S", Description = $"Only in this state; several times for several: {string.Join(", ", RunStates.All)}." };
        state.AcceptOnlyFromAmong([.. RunStates.All]);
        var limit = new Option<int>("--limit")
        {
            HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => DefaultLimit, Description = "How many, newest first; up to 200.",
        };
        var before = new Option<string?>("--before") { HelpName = "NEXT", Description = "Go on where a page ended; its last line says with what." };
        var actor = new Option<string?>("--by") { HelpName = "ACTOR", Description = "Only what this actor asked for." };
        var command = new Command("list", "Show runs with their state, newest first.") { state, actor, limit, before };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(
            session,
            new RunFilter
            {
                Database = session.Settings.Choice.OneOrAll(session.Command),
                States = parsed.GetValue(state) ?? [],
                Actor = parsed.GetValue(actor),
                Limit = parsed.GetValue(limit),
                Before = parsed.GetValue(before),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, RunFilter filter, CancellationToken cancellationToken)
    {
        var page = await session.RequireWorker().Client.ListRunsAsync(filter, cancellationToken);
        return session.Answer(page, DocumentContext.Default.RunListDocument, canvas => RunListView.Draw(canvas, page, filter));
    }
}
