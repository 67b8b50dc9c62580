using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Lms.Contracts.Access;
using Lms.Contracts.Mapping;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Lms.Migrations.Worker.Security;

/// <summary>Tells by the bearer token who asks.</summary>
internal sealed class TokenAuthentication(
    TokenBook tokens, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Start = SchemeName + " ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
            return AuthenticateResult.NoResult();

        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Start, StringComparison.OrdinalIgnoreCase)
            || TokenText.Parse(value[Start.Length..].Trim()) is not { } text)
        {
            return Refuse(TokenRefusal.Unknown);
        }

        return await tokens.FindAsync(text, Context.RequestAborted) switch
        {
            { HasExpired: false, Token: { } token } => AuthenticateResult.Success(new AuthenticationTicket(ToPrincipal(token, SchemeName), SchemeName)),
            { Token.ExpiresAt: { } end } => Refuse(TokenRefusal.Expired(end)),
            _ => Refuse(TokenRefusal.Unknown),
        };
    }

    private AuthenticateResult Refuse(TokenRefusal refusal)
    {
        refusal.Put(Context);
        return AuthenticateResult.Fail(refusal.Message);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750, section 3: what was wrong is said only to those who sent something.
        Response.Headers.WWWAuthenticate = Request.Headers.Authorization.Count == 0 ? SchemeName : $"{SchemeName} error=\"invalid_token\"";
        return base.HandleChallengeAsync(properties);
    }

    /// <summary>Whom a token stands for.</summary>
    public static ClaimsPrincipal ToPrincipal(Token token, string scheme)
    {
        List<Claim> claims =
        [
            new(Identity.ActorClaim, token.Actor),
            new(Identity.RoleClaim, token.Role.Wire()),
            new(Identity.TokenClaim, token.Id),
        ];
        if (token.ExpiresAt is { } end)
            claims.Add(new Claim(Identity.ExpiryClaim, end.ToString("O", CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, Identity.ActorClaim, Identity.RoleClaim));
    }
}
