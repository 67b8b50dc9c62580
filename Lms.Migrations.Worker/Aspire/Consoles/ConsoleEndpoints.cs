using System.Globalization;
using Hangfire;
using Hangfire.Dashboard;
using Lms.Contracts.Access;
using Lms.Contracts.Mapping;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Orleans.Dashboard;

namespace Lms.Migrations.Worker.Consoles;

/// <summary>The dashboards that Hangfire and Orleans bring along, and the way in: the header of the API, or a ticket that a browser gets for a token.</summary>
internal static class ConsoleEndpoints
{
    public const string Jobs = "/hangfire";
    public const string Cluster = "/orleans";
    public const string SignIn = "/console";

    private const string Policy = "console";
    private const string Html = "text/html; charset=utf-8";

    public static void AddConsoles(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ConsoleAuthentication>(ConsoleAuthentication.SchemeName, configureOptions: null);
        services.Configure<AuthorizationOptions>(options => options.AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(TokenAuthentication.SchemeName, ConsoleAuthentication.SchemeName)
            .RequireRole(AccessPolicy.Roles[AccessPolicy.View].Select(role => role.Wire()))));
    }

    public static void MapConsoles(this WebApplication app)
    {
        app.MapHangfireDashboardWithAuthorizationPolicy(Policy, Jobs, new Hangfire.DashboardOptions
        {
            DashboardTitle = "Lms jobs",
            AppPath = null,
            DisplayStorageConnectionString = false,
            // Another look at the origin is taken before it; tokens against forgery would be each worker's own, and pages are asked of any of them.
            IgnoreAntiforgeryToken = true,
            IsReadOnlyFunc = context => !ConsoleGuard.MayAct(context.GetHttpContext()),
        }).Add(endpoint =>
        {
            var dashboard = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => ConsoleGuard.PassAsync(context, dashboard);
        });
        app.MapOrleansDashboard(Cluster).RequireAuthorization(Policy).ExcludeFromDescription();
        app.MapGet(SignIn, (HttpContext context) => ShowAsync(context, context.Request.Query["to"], fault: null)).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(SignIn, SignInAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Gives a ticket for a token, from a form or from the header.</summary>
    private static async Task SignInAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var text = form["token"].ToString().Trim();
        if (await FindAsync(context, text) is not { } token)
        {
            await RefuseAsync(context, form["to"]);
            return;
        }

        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Response.Cookies.Append(ConsoleAuthentication.Cookie, ConsoleTicket.Create(token, time.GetUtcNow()), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            MaxAge = ConsoleTicket.Lifetime,
        });
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = PlaceOf(form["to"]);
    }

    private static async Task<Token?> FindAsync(HttpContext context, string text) =>
        TokenText.Parse(text) is { } parsed
        && await context.RequestServices.GetRequiredService<TokenBook>().FindAsync(parsed, context.RequestAborted) is { HasExpired: false, Token: var token }
            ? token
            : null;

    /// <summary>Counted as the API counts wrong tokens: ten a minute are told so.</summary>
    private static Task RefuseAsync(HttpContext context, string? to)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        var fault = "The token is not known, has expired or was revoked.";
        if (context.RequestServices.GetRequiredService<FailureLimiter>().Failed(Address.NetworkOf(context)) is { } wait)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            fault = "Too many wrong tokens came from this address. Wait a minute.";
        }

        return ShowAsync(context, to, fault);
    }

    private static Task ShowAsync(HttpContext context, string? to, string? fault)
    {
        context.Response.ContentType = Html;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        return context.Response.WriteAsync(SignInPage.Write(PlaceOf(to), fault), context.RequestAborted);
    }

    /// <summary>One of the consoles, and never another site.</summary>
    private static string PlaceOf(string? to) =>
        to is not null && new[] { Jobs, Cluster }.Any(console => to == console || to.StartsWith(console + "/", StringComparison.Ordinal)) ? to : Jobs;
}
