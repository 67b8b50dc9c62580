using System.Globalization;
using System.Security.Claims;
using Lms.Contracts.Access;

namespace Lms.Dashboard.SignIn;

/// <summary>Whoever is signed in: what a token stands for, and the token itself.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="TokenId">Which token, without its secret.</param>
/// <param name="Token">The token with its secret. It leaves the dashboard towards a worker only.</param>
/// <param name="ExpiresAt">When the token, and with it the session, ends; null for never.</param>
internal sealed record SessionUser(string Actor, string Role, string TokenId, string Token, DateTimeOffset? ExpiresAt)
{
    private const string TokenIdClaim = "lms:token-id";
    private const string TokenClaim = "lms:token";
    private const string ExpiryClaim = "lms:expires-at";

    public bool CanOperate => Role is Roles.Operator or Roles.Admin;

    public bool CanApprove => Role is Roles.Approver or Roles.Admin;

    public bool IsAdmin => Role is Roles.Admin;

    /// <summary>Null for whoever is not signed in.</summary>
    public static SessionUser? Of(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true, Name: { } actor } && principal.FindFirstValue(TokenClaim) is { } token
            ? new SessionUser(
                actor, principal.FindFirstValue(ClaimTypes.Role) ?? Roles.Viewer, principal.FindFirstValue(TokenIdClaim) ?? "", token,
                principal.FindFirstValue(ExpiryClaim) is { } expiry ? DateTimeOffset.Parse(expiry, CultureInfo.InvariantCulture) : null)
            : null;

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.Name, Actor), new(ClaimTypes.Role, Role), new(TokenIdClaim, TokenId), new(TokenClaim, Token),
        ];
        if (ExpiresAt is { } expiry)
            claims.Add(new Claim(ExpiryClaim, expiry.ToString("O", CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    // Without the token: whoever writes a user into a log writes this.
    public override string ToString() => $"{Actor} ({Role}, token {TokenId})";
}
