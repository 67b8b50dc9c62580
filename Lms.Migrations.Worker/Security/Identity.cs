using System.Globalization;
using System.Security.Claims;
using Lms.Contracts.Access;
using Lms.Migrations.Worker.Coordination;

namespace Lms.Migrations.Worker.Security;

/// <summary>Who a request was made by, as its token says.</summary>
internal static class Identity
{
    public const string ActorClaim = "actor";
    public const string RoleClaim = "role";
    public const string TokenClaim = "token";
    public const string ExpiryClaim = "exp";

    extension(ClaimsPrincipal user)
    {
        public Caller ToCaller() => new(user.Required(ActorClaim));

        public IdentityDocument ToDocument() => new(
            user.Required(ActorClaim), user.Required(RoleClaim), user.Required(TokenClaim),
            user.FindFirstValue(ExpiryClaim) is { } end ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture) : null);

        private string Required(string claim) =>
            user.FindFirstValue(claim) ?? throw new InvalidOperationException($"A request without '{claim}' came past the authorization.");
    }
}
