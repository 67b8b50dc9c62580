using Lms.ServiceDefaults.Secrets;
using Lms.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.ServiceDefaults.Health;

/// <summary>What probers and load balancers ask.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps <c>/alive</c> – the process is up: 200 <c>Healthy</c> – and <c>/health</c> – all registered checks as JSON: 200 when
    /// healthy or degraded, 503 when not. In every environment, for anybody, and never cached on the way.</summary>
    /// <remarks>The checks run at most once a second, however often they are asked for. Each has 5 seconds unless its registration says
    /// otherwise. Neither endpoint is traced or measured.</remarks>
    public static IEndpointRouteBuilder MapHealthEndpoints(this IEndpointRouteBuilder app)
    {
        Open(app.MapGet("/alive", AnswerAliveAsync));
        Open(app.MapGet("/health", AnswerHealthAsync));
        return app;
    }

    private static void Open(IEndpointConventionBuilder endpoint) => endpoint.AllowAnonymous().DisableHttpMetrics();

    private static Task AnswerAliveAsync(HttpContext context)
    {
        Prepare(context, "text/plain; charset=utf-8");
        return context.Response.WriteAsync("Healthy", context.RequestAborted);
    }

    private static async Task AnswerHealthAsync(HttpContext context)
    {
        Prepare(context, "application/json; charset=utf-8");
        var report = await context.RequestServices.GetRequiredService<LatestHealth>().ReadAsync(context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        var document = HealthDocument.Write(report, context.RequestServices.GetRequiredService<SecretRedactor>());
        await context.Response.Body.WriteAsync(document, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Prepare(HttpContext context, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store, no-cache";
        // A probe a second would be most of what is sent, and what nobody looks at.
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            UnaskedCalls.LeaveOut(activity);
    }
}
