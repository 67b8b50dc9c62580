using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run cancel</c>: stops a run, whoever asked for it.</summary>
internal static class RunCancelCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = RunId.Argument();
        var command = new Command("cancel", "Stop a run; what is under way is cleaned up first.") { id };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(id)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var worker = session.RequireWorker();
        var run = await RunId.FindAsync(worker.Client, id, cancellationToken);
        var cancelled = await worker.ChangeAsync((client, token) => client.CancelRunAsync(run.Id, worker.Reason, token), cancellationToken);
        return session.Answer(cancelled, DocumentContext.Default.RunDocument, canvas => RunDecisionView.DrawCancelled(canvas, cancelled));
    }
}
