using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Windows;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms windows freeze</c>: forbids every change for a time, whatever the windows say.</summary>
internal static class FreezeCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var span = new Argument<string?>("span")
        {
            Arity = ArgumentArity.ZeroOrOne, Description = "As in 2026-12-20T00:00Z/2027-01-02T00:00Z (default: from now until it is lifted).",
        };
        var command = new Command("freeze", "Forbid every change for a time, whatever the windows say; --reason is required.") { span };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(span), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string? span, CancellationToken cancellationToken)
    {
        if (session.Settings.Reason is not { } reason || string.IsNullOrWhiteSpace(reason))
            throw new UsageException("Whoever is held up by a freeze reads why: add --reason TEXT.");

        var wanted = new NewFreezeDocument(reason, span, session.Settings.Choice.Names);
        var added = await session.RequireWorker().ChangeAsync((client, token) => client.AddFreezeAsync(wanted, token), cancellationToken);
        return session.Answer(added, DocumentContext.Default.FreezeDocument, canvas => WindowView.DrawAdded(canvas, added));
    }
}
