using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Names the activity of a request after its route – <c>GET /runs/{id}</c> – and says how it was answered, which ASP.NET Core
/// leaves to others. Around everything that the service itself does with a request.</summary>
internal sealed class RequestActivities : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(DescribeAsync);
        next(app);
    };

    private static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        try
        {
            await next(context).ConfigureAwait(false);
            Describe(activity, context, context.Response.StatusCode);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
            // The server answers so, when it still can.
            Describe(activity, context, context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    private static void Describe(Activity? activity, HttpContext context, int status)
    {
        if (activity is not { IsAllDataRequested: true })
            return;

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.route", route).SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError && activity.Status == ActivityStatusCode.Unset)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
