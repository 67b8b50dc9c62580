using Lms.Dashboard.Visits;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Lms.Dashboard.Actions;

/// <summary>Everything that a page can ask to be done.</summary>
internal static class ActionEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        RunActions.Map(app);
        BackfillActions.Map(app);
        WindowActions.Map(app);
        TokenActions.Map(app);
        app.MapPost("/preferences", Prefer);
    }

    /// <summary>A form that only a page of this dashboard can send.</summary>
    public static RouteHandlerBuilder WithForm(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        await call.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(call.HttpContext);
        return await next(call);
    });

    private static RedirectHttpResult Prefer([FromForm] Theme theme, [FromForm] string? back, HttpContext context)
    {
        ThemeCookie.Write(context, theme);
        return TypedResults.LocalRedirect(SignIn.ReturnPath.Of(back));
    }
}
