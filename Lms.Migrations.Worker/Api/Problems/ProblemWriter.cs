using System.Diagnostics;
using Lms.Contracts.Failures;
using Lms.Migrations.Worker.Api.Audit;
using Lms.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Mvc;

namespace Lms.Migrations.Worker.Api.Problems;

/// <summary>Answers with a problem document (RFC 9457): what an operator is told, and the same as <c>failure</c> for programs.</summary>
internal sealed class ProblemWriter(SecretRedactor secrets)
{
    private const string MediaType = "application/problem+json";

    public async Task WriteAsync(HttpContext context, int status, Failure failure, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var message = secrets.Redact(failure.Message);
        AuditScope.Of(context).Detail = message;
        context.Response.StatusCode = status;
        var problem = new ProblemDetails
        {
            Type = $"urn:lms:problem:{failure.Kind}",
            Title = TitleOf(status),
            Status = status,
            Detail = message,
            Extensions = { ["failure"] = failure, ["traceId"] = Activity.Current?.Id ?? context.TraceIdentifier },
        };
        if (errors is not null)
            problem.Extensions["errors"] = errors;
        // Whatever the request says it accepts: an answer that cannot be read is worse than one in another form.
        await context.Response.WriteAsJsonAsync(problem, options: null, MediaType, context.RequestAborted);
    }

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is wrong.",
        StatusCodes.Status401Unauthorized => "A token is needed.",
        StatusCodes.Status403Forbidden => "The token does not allow this.",
        StatusCodes.Status404NotFound => "There is no such thing.",
        StatusCodes.Status405MethodNotAllowed => "That cannot be done with it.",
        StatusCodes.Status409Conflict => "It cannot be done now.",
        StatusCodes.Status413PayloadTooLarge => "The request is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The request must be JSON.",
        StatusCodes.Status429TooManyRequests => "Too many failures from this address.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The request's headers are too large.",
        StatusCodes.Status503ServiceUnavailable => "A database does not answer.",
        _ => "It could not be done.",
    };
}
