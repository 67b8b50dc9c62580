using Lms.Contracts.Mapping;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Security;

namespace Lms.Migrations.Worker.Consoles;

/// <summary>Stands before Hangfire's dashboard: who may only look changes nothing, no other site acts through somebody's browser, and what is done
/// is in the audit.</summary>
internal static class ConsoleGuard
{
    private const string Action = "jobs.change";
    // Hangfire's page asks by POST for the numbers that it shows.
    private const string Numbers = "/stats";

    /// <summary>Whether somebody may do more than look.</summary>
    public static bool MayAct(HttpContext context) => AccessPolicy.Roles[AccessPolicy.Operate].Any(role => context.User.IsInRole(role.Wire()));

    /// <summary>Lets a request pass, or answers it.</summary>
    public static async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var isLook = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || context.Request.Path.Value!.EndsWith(Numbers, StringComparison.Ordinal);
        if (!isLook && (!MayAct(context) || !ComesFromHere(context)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (!isLook)
        {
            var trail = context.RequestServices.GetRequiredService<AuditTrail>();
            context.Audit(target: context.Request.Path);
            await trail.AskAsync(context, Action, CancellationToken.None);
            context.Response.OnStarting(() => trail.AppendAsync(context, Action, CancellationToken.None));
        }

        await next(context);
    }

    /// <summary>Whether it was one of our own pages that made the browser ask. The cookie goes along with requests of the same site only, but every
    /// port of a machine is the same site.</summary>
    private static bool ComesFromHere(HttpContext context)
    {
        var headers = context.Request.Headers;
        return !ConsoleAuthentication.CameByCookie(context)
            || headers["Sec-Fetch-Site"] == "same-origin"
            || (Uri.TryCreate(headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == context.Request.Host.Value);
    }
}
