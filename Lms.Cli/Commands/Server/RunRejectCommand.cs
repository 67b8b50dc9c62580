using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run reject</c>: says no to a run that waits for approval, which ends it.</summary>
internal static class RunRejectCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = RunId.Argument();
        var command = new Command("reject", "Say no to a run that waits for approval, which ends it; --reason is required.") { id };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(id)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string id, CancellationToken cancellationToken)
    {
        if (session.Settings.Reason is not { } reason || string.IsNullOrWhiteSpace(reason))
            throw new UsageException("Whoever asked for the run wants to know why it was rejected: add --reason TEXT.");

        var worker = session.RequireWorker();
        var run = await RunId.FindAsync(worker.Client, id, cancellationToken);
        var rejected = await worker.ChangeAsync((client, token) => client.RejectRunAsync(run.Id, reason, token), cancellationToken);
        return session.Answer(rejected, DocumentContext.Default.RunDocument, canvas => RunDecisionView.DrawRejected(canvas, rejected));
    }
}
