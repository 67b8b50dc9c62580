using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms whoami</c>: who the token stands for.</summary>
internal static class WhoAmICommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("whoami", "Show who the token stands for, and what it may do.");
        boundary.Bind(command, async (session, _, cancellationToken) =>
        {
            var client = session.RequireWorker().Client;
            var identity = await client.GetIdentityAsync(cancellationToken);
            return session.Answer(
                identity, DocumentContext.Default.IdentityDocument, canvas => IdentityView.Draw(canvas, identity, client.Server, session.Time.GetUtcNow()));
        });
        return command;
    }
}
