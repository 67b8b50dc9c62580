using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Client;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms dashboard</c>: a way into the dashboard without typing a token.</summary>
internal static class DashboardCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var url = new Option<string>("--url") { HelpName = "URL", Description = "Which dashboard (default: that of the app host that runs here)." };
        var command = new Command("dashboard", "Print a link that signs whoever opens it into the dashboard, once. Standard output gets the link and nothing else.") { url };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            // What becomes of a link is nothing to the log of what was changed here.
            session.KeepsNoLog = true;
            var named = session.Settings.Server;
            if (named.Url is not null)
                throw new UsageException("--server names a worker; say which dashboard with --url URL.");
            return RunAsync(session, new DashboardChoice(parsed.GetValue(url), named.Token), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Session session, DashboardChoice choice, CancellationToken cancellationToken)
    {
        var (address, token) = choice.Resolve(Environment.CurrentDirectory, Environment.GetEnvironmentVariable);
        using var client = new DashboardClient(address, token);
        var link = await client.CreateLinkAsync(cancellationToken);
        if (session.Settings.IsJson)
            return session.Answer(link, DocumentContext.Default.SignInLinkDocument, _ => { });

        // Alone, so that it can be handed to a browser.
        await session.Terminal.Out.WriteLineAsync(link.Url.AsMemory(), cancellationToken);
        DashboardView.DrawLink(session.Terminal.ErrorCanvas, link);
        return ExitCode.Done;
    }
}
