using Lms.Contracts.Failures;
using Lms.Contracts.Mapping;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Settings;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Lms.Migrations.Worker.Api.Problems;

/// <summary>Turns whatever escapes an endpoint into a problem document. The one table of statuses.</summary>
internal sealed class ApiExceptionHandler(ProblemWriter problems, ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;
    private const int Usage = 2;
    private const int Unavailable = 3;
    private const int Refused = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var (status, failure) = Classify(exception);
        if (status == StatusCodes.Status500InternalServerError)
            Log.RequestBroke(logger, exception, context.Request.Method, context.Request.Path);
        await problems.WriteAsync(context, status, failure, (exception as InvalidRequestException)?.Faults);
        return true;
    }

    private static (int Status, Failure Failure) Classify(Exception exception) => exception switch
    {
        InvalidRequestException => (StatusCodes.Status400BadRequest, Of("usage", Usage, exception.Message)),
        BadHttpRequestException bad => (bad.StatusCode, Of("usage", Usage, MessageOf(bad))),
        DatabaseNotFoundException or RunNotFoundException or NotFoundException => (StatusCodes.Status404NotFound, Of("notFound", Usage, exception.Message)),
        RunStateException state => (StatusCodes.Status409Conflict, Of("conflict", Refused, exception.Message) with { WayOut = state.WayOut }),
        RequestException => (StatusCodes.Status400BadRequest, exception.ToFailure(null)),
        DatabaseUnavailableException => (StatusCodes.Status503ServiceUnavailable, exception.ToFailure(null)),
        MigrationException => (StatusCodes.Status409Conflict, exception.ToFailure(null)),
        NpgsqlException or TimeoutException => (StatusCodes.Status503ServiceUnavailable, Of("unavailable", Unavailable, "The platform database does not answer.") with
        {
            WayOut = "Runs under way go on without it. Ask again when it is back.",
        }),
        _ => (StatusCodes.Status500InternalServerError, Of("internal", 1, "Something went wrong here; the worker's log says what.")),
    };

    private static string MessageOf(BadHttpRequestException exception) =>
        exception.InnerException is System.Text.Json.JsonException json ? $"The body is not as it must be: {JsonFault.Of(json)}" : exception.Message;

    private static Failure Of(string kind, int exitCode, string message) => new() { Kind = kind, ExitCode = exitCode, Message = message };
}

/// <summary>There is no such thing as was asked about.</summary>
internal sealed class NotFoundException(string message) : Exception(message);

/// <summary>Says what is wrong with a body without naming our types.</summary>
internal static class JsonFault
{
    public static string Of(System.Text.Json.JsonException exception)
    {
        var path = exception.Path is { Length: > 2 } place ? place["$.".Length..] : null;
        var line = exception.LineNumber is { } number ? $" (line {number + 1})" : "";
        if (exception.Message.Contains("missing required properties", StringComparison.Ordinal))
            return exception.Message[(exception.Message.IndexOf("including", StringComparison.Ordinal) is > 0 and var at ? at : 0)..].Split(" Path:")[0] + " is missing.";
        return path is null ? $"it is not valid JSON{line}." : $"'{path}' has not the right type{line}.";
    }
}
