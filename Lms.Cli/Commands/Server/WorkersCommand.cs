using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms workers</c>: the workers that look after the databases.</summary>
internal static class WorkersCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("workers", "Show the workers that look after the databases, and which of them live.");
        boundary.Bind(command, async (session, _, cancellationToken) =>
        {
            var workers = await session.RequireWorker().Client.ListWorkersAsync(cancellationToken);
            return session.Answer(workers, DocumentContext.Default.WorkerListDocument, canvas => WorkerView.Draw(canvas, workers.Workers, session.Time.GetUtcNow()));
        });
        return command;
    }
}
