using System.CommandLine;
using System.CommandLine.Parsing;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Access;
using Lms.Migrations;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms token create</c>: makes a token and prints it, this once.</summary>
internal static class TokenCreateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var actor = new Option<string>("--for") { HelpName = "ACTOR", Required = true, Description = "The person or service that it stands for, as the history will name them." };
        var role = new Option<string>("--role") { HelpName = string.Join('|', Roles.All), Required = true, Description = "What it may do." };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        var expires = new Option<int?>("--expires") { HelpName = "TIME", CustomParser = ParseHours, Description = "How long it lasts, in whole hours, as in 8h or 30d (default: 30d)." };
        var command = new Command("create", "Make a token. Standard output gets the token and nothing else; it cannot be shown again.") { actor, role, expires };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(
            session, new NewTokenDocument(parsed.GetValue(actor)!, parsed.GetValue(role)!, parsed.GetValue(expires)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, NewTokenDocument wanted, CancellationToken cancellationToken)
    {
        var created = await session.RequireWorker().ChangeAsync((client, token) => client.CreateTokenAsync(wanted, token), cancellationToken);
        if (session.Settings.IsJson)
            return session.Answer(created, DocumentContext.Default.CreatedTokenDocument, _ => { });

        // Alone, so that it can be piped to wherever it is kept; and whatever happens, for it is told this once.
        await session.Terminal.Out.WriteLineAsync(created.Secret.AsMemory(), CancellationToken.None);
        TokenView.DrawCreated(session.Terminal.ErrorCanvas, created.Token);
        return ExitCode.Done;
    }

    private static int? ParseHours(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out var lifetime) && lifetime >= TimeSpan.FromHours(1) && lifetime.Ticks % TimeSpan.TicksPerHour == 0)
            return (int)lifetime.TotalHours;

        result.AddError($"'{text}' is not how long a token can last: give whole hours or days, as in 8h or 30d, from 1h to 365d.");
        return null;
    }
}
