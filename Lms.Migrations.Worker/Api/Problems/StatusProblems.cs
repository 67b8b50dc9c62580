using System.Globalization;
using Lms.Contracts.Failures;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Lms.Migrations.Worker.Api.Problems;

/// <summary>Gives a body to answers that the framework makes without one: no such path, no token, not the right one.</summary>
internal sealed class StatusProblems(ProblemWriter problems, FailureLimiter failures)
{
    public async Task WriteAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var code = context.Response.StatusCode;
        if (code == StatusCodes.Status401Unauthorized && TokenRefusal.Of(context).IsGuess && failures.Failed(Address.NetworkOf(context)) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            code = StatusCodes.Status429TooManyRequests;
        }

        await problems.WriteAsync(context, code, Explain(context, code));
    }

    private static Failure Explain(HttpContext context, int code) => code switch
    {
        StatusCodes.Status401Unauthorized => Of("unauthorized", 5, TokenRefusal.Of(context).Message) with
        {
            WayOut = "Send one as a bearer token ('lms --token', or LMS_TOKEN); an admin makes them with 'lms token create'.",
        },
        StatusCodes.Status403Forbidden => Of("forbidden", 5, $"A token of the role {context.User.FindFirst(Identity.RoleClaim)?.Value} does not allow this.") with
        {
            WayOut = "Ask an admin for a token of a role that does.",
        },
        StatusCodes.Status404NotFound => Of("notFound", 2, $"There is nothing at {context.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => Of("usage", 2, $"{context.Request.Method} means nothing to {context.Request.Path}."),
        StatusCodes.Status415UnsupportedMediaType => Of("usage", 2, "The body must be JSON, with Content-Type: application/json."),
        StatusCodes.Status429TooManyRequests => Of("unauthorized", 5, "Too many wrong tokens came from this address.") with { WayOut = "Wait a minute; a valid token is let through in any case." },
        _ => Of("usage", 2, $"It was answered with status {code}."),
    };

    private static Failure Of(string kind, int exitCode, string message) => new() { Kind = kind, ExitCode = exitCode, Message = message };
}
