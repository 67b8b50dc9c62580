using System.Net.Http.Headers;
using Lms.Contracts.Client;
using Lms.Contracts.Dashboard;
using Lms.Dashboard.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Lms.Dashboard.SignIn;

/// <summary>Ways in and out.</summary>
internal static class SignInEndpoints
{
    private const string Links = "/sign-in/links";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(Links, CreateLinkAsync).AllowAnonymous().DisableAntiforgery();
        app.MapGet("/sign-in/{code}", RedeemAsync).AllowAnonymous();
        app.MapPost("/sign-in/token", SignInAsync).AllowAnonymous();
        app.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>A link for whoever has a token, and wants to open a browser without typing it.</summary>
    private static async Task<Results<Created<SignInLinkDocument>, UnauthorizedHttpResult, StatusCodeHttpResult>> CreateLinkAsync(
        HttpContext context, WorkerClients clients, SignInLinks links, SignInLimit limit)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            || header is not { Scheme: "Bearer", Parameter: { } token })
        {
            return TypedResults.Unauthorized();
        }

        try
        {
            using var client = clients.With(token);
            var identity = await client.GetIdentityAsync(context.RequestAborted);
            if (links.TryCreate(token, identity.ExpiresAt) is not var (code, expiresAt))
                return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
            var url = $"{context.Request.Scheme}://{context.Request.Host}/sign-in/{code}";
            return TypedResults.Created(url, new SignInLinkDocument(url, expiresAt));
        }
        catch (ApiException exception) when (exception.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests)
        {
            if (limit.IsExceededBy(context))
                return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
            return TypedResults.Unauthorized();
        }
    }

    private static async Task<IResult> RedeemAsync(string code, HttpContext context, SignInLinks links, Sessions sessions, SignInLimit limit)
    {
        if (links.Redeem(code) is not { } token)
            return Refuse(context, limit, "link", wanted: null);
        return await sessions.TryBeginAsync(context, token) ? TypedResults.LocalRedirect(ReturnPath.Home) : Refuse(context, limit, "token", wanted: null);
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? token, [FromForm(Name = "return")] string? wanted, HttpContext context, Sessions sessions, SignInLimit limit) =>
        !string.IsNullOrWhiteSpace(token) && await sessions.TryBeginAsync(context, token.Trim())
            ? TypedResults.LocalRedirect(ReturnPath.Of(wanted))
            : Refuse(context, limit, "token", wanted);

    private static IResult Refuse(HttpContext context, SignInLimit limit, string problem, string? wanted) => limit.IsExceededBy(context)
        ? TypedResults.StatusCode(StatusCodes.Status429TooManyRequests)
        : TypedResults.LocalRedirect(ReturnPath.SignIn(problem, wanted));

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, [FromForm] string? confirmed)
    {
        await Sessions.EndAsync(context);
        return TypedResults.LocalRedirect(ReturnPath.SignIn("out", wanted: null));
    }
}
