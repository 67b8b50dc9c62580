using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms windows list</c>: every window and freeze, and how each database stands now.</summary>
internal static class WindowListCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("list", "Show every window and freeze, and whether each database may be changed now.");
        boundary.Bind(command, (session, _, cancellationToken) => RunAsync(session, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var calendar = await session.RequireWorker().Client.ListWindowsAsync(cancellationToken);
        return session.Answer(calendar, DocumentContext.Default.CalendarDocument, canvas => WindowView.Draw(canvas, calendar, session.Time.GetUtcNow()));
    }
}
