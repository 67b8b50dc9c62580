using System.Text.Encodings.Web;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Lms.Migrations.Worker.Consoles;

/// <summary>Tells by a ticket in a cookie who looks at a console; a browser that shows none is sent to where it gets one.</summary>
internal sealed class ConsoleAuthentication(
    TokenBook tokens, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "Console";

    /// <summary>The cookie.</summary>
    public const string Cookie = "lms_console";

    /// <summary>Who came by a cookie and not by a header, so that another site could have made the browser come.</summary>
    public static bool CameByCookie(HttpContext context) => context.Request.Headers.Authorization.Count == 0;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A header says it already, and says it of every request anew.
        if (!CameByCookie(Context) || Request.Cookies[Cookie] is not { Length: > 0 and < 300 } ticket)
            return Task.FromResult(AuthenticateResult.NoResult());

        return Task.FromResult(
            ConsoleTicket.IdOf(ticket) is { } id && tokens.FindGood(id) is { } token && ConsoleTicket.IsGood(ticket, token, TimeProvider.GetUtcNow())
                ? AuthenticateResult.Success(new AuthenticationTicket(TokenAuthentication.ToPrincipal(token, SchemeName), SchemeName))
                : AuthenticateResult.Fail("The ticket has ended, or its token."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (HttpMethods.IsGet(Request.Method) && CameByCookie(Context) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
            Response.Redirect($"{ConsoleEndpoints.SignIn}?to={Uri.EscapeDataString(Request.PathBase + Request.Path)}");
        else
            Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
