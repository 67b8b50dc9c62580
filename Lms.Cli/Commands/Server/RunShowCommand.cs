using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run show</c>: everything that is known of one.</summary>
internal static class RunShowCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = RunId.Argument();
        var command = new Command("show", "Show everything that is known of one.") { id };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(id)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var run = await RunId.FindAsync(session.RequireWorker().Client, id, cancellationToken);
        return session.Answer(run, DocumentContext.Default.RunDocument, canvas => RunShowView.Draw(canvas, run, session.Time.GetUtcNow()));
    }
}
