using Lms.Contracts.Client;
using Lms.Dashboard.Workers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Lms.Dashboard.SignIn;

/// <summary>Begins and ends sessions. A session is a sealed cookie; there is nothing to keep on this side.</summary>
internal sealed class Sessions(WorkerClients clients, TimeProvider time, ILogger<Sessions> logger)
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>The longest that somebody stays signed in; a token may end sooner.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Signs whoever asks in with a token.</summary>
    /// <returns>False when it is not one that is valid now.</returns>
    /// <exception cref="ApiException">The worker cannot be asked.</exception>
    public async Task<bool> TryBeginAsync(HttpContext context, string token)
    {
        using var client = clients.With(token);
        try
        {
            var identity = await client.GetIdentityAsync(context.RequestAborted);
            var user = new SessionUser(identity.Actor, identity.Role, identity.Token, token, identity.ExpiresAt);
            await context.SignInAsync(Scheme, user.ToPrincipal(Scheme), new AuthenticationProperties
            {
                ExpiresUtc = EndOf(identity.ExpiresAt),
                IsPersistent = true,
            });
            Log.SignedIn(logger, user.Actor, user.Role, user.TokenId);
            return true;
        }
        catch (ApiException exception) when (exception.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests)
        {
            Log.SignInRefused(logger, context.Connection.RemoteIpAddress?.ToString() ?? "unknown", exception.Failure.Message);
            return false;
        }
    }

    public static Task EndAsync(HttpContext context) => context.SignOutAsync(Scheme);

    private DateTimeOffset EndOf(DateTimeOffset? tokenEnds)
    {
        var end = time.GetUtcNow() + Longest;
        return tokenEnds < end ? tokenEnds.Value : end;
    }
}
