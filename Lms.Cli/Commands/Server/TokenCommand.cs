using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms token</c>: who may ask what of the worker.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandBoundary boundary) => new("token", "Make, list and revoke the tokens that a worker knows people and services by.")
    {
        TokenCreateCommand.Create(boundary),
        CreateList(boundary),
        CreateRevoke(boundary),
    };

    private static Command CreateList(CommandBoundary boundary)
    {
        var command = new Command("list", "Show every token, newest first; never a secret.");
        boundary.Bind(command, async (session, _, cancellationToken) =>
        {
            var tokens = await session.RequireWorker().Client.ListTokensAsync(cancellationToken);
            return session.Answer(tokens, DocumentContext.Default.TokenListDocument, canvas => TokenView.Draw(canvas, tokens.Tokens, session.Time.GetUtcNow()));
        });
        return command;
    }

    private static Command CreateRevoke(CommandBoundary boundary)
    {
        var id = new Argument<string>("id") { Description = "Its id, as 'lms token list' shows it, or the token itself." };
        var command = new Command("revoke", "End a token at once.") { id };
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
        {
            var token = IdOf(parsed.GetValue(id)!);
            await session.RequireWorker().ChangeAsync((client, asking) => client.RevokeTokenAsync(token, asking), cancellationToken);
            return session.Answer(new RevokedDocument(token), DocumentContext.Default.RevokedDocument, canvas => TokenView.DrawRevoked(canvas, token));
        });
        return command;
    }

    // The secret of a token that leaked stays out of addresses, which end up in logs.
    private static string IdOf(string text) => text.Split('_') is ["lms", var id, _] ? id : text;
}
