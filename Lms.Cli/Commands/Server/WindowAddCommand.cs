using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Windows;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms windows add</c>: from then on its databases may be changed inside of a window only.</summary>
internal static class WindowAddCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var window = new Argument<string>("window") { Description = "As in 'Sun 02:00-04:00 Europe/Berlin', or once: 2026-12-01T01:00Z/PT2H." };
        var command = new Command("add", "Add a window; from then on its databases may be changed inside of one only.") { window };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(
            session, new NewWindowDocument(parsed.GetValue(window)!, session.Settings.Choice.Names, session.Settings.Reason), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, NewWindowDocument wanted, CancellationToken cancellationToken)
    {
        var added = await session.RequireWorker().ChangeAsync((client, token) => client.AddWindowAsync(wanted, token), cancellationToken);
        return session.Answer(added, DocumentContext.Default.WindowDocument, canvas => WindowView.DrawAdded(canvas, added));
    }
}
