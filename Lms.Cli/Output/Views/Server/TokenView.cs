using Lms.Contracts.Access;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws tokens, of which the secrets are kept nowhere.</summary>
internal static class TokenView
{
    public static void Draw(ICanvas canvas, IReadOnlyList<TokenDocument> tokens, DateTimeOffset now)
    {
        var table = new TextTable("ID", "State", "For", "Role", "Until", "Made by", "Made at", "Last used")
        {
            Elastic = 2, Expendable = [6, 5], LastResort = [7],
        };
        foreach (var token in tokens)
        {
            table.AddWithNote(
                token.RevokedAt is { } revoked ? $"revoked by {token.RevokedBy}, {HumanText.Of(revoked)}" : "",
                token.Id, StateOf(token, now), token.Actor, token.Role, token.ExpiresAt is { } end ? HumanText.Of(end) : "", token.CreatedBy, HumanText.Of(token.CreatedAt),
                token.LastUsedAt is { } used ? HumanText.Relative(used, now) : "never");
        }

        canvas.Table(table);
        if (tokens.Count == 0)
            canvas.Line("No token was ever made.");
    }

    /// <summary>What there is to say beside the token itself, which is printed alone.</summary>
    public static void DrawCreated(ICanvas canvas, TokenDocument token)
    {
        var end = token.ExpiresAt is { } time ? $" until {HumanText.Of(time)}" : "";
        canvas.Line(Phrase.Good("✓ "), $"token {token.Id}: {token.Role} for {token.Actor}{end}");
        canvas.Line(Phrase.Accent("→ "), $"It is shown this once. Hand it over as LMS_TOKEN; end it with 'lms token revoke {token.Id}'.");
    }

    public static void DrawRevoked(ICanvas canvas, string id) => canvas.Line(Phrase.Good("✓ "), $"token {id} is revoked");

    private static Phrase StateOf(TokenDocument token, DateTimeOffset now) => token switch
    {
        { RevokedAt: not null } => Phrase.Notice("– revoked"),
        { ExpiresAt: { } end } when end <= now => Phrase.Notice("– expired"),
        _ => Phrase.Good("✓ valid"),
    };
}
