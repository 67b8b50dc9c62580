using System.Security.Claims;
using Lms.Migrations.Worker.Security;
using Npgsql;

namespace Lms.Migrations.Worker.Api.Audit;

/// <summary>Writes each action that somebody tried into the audit, before it is answered: what cannot be written down is not acknowledged.</summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditTrail trail, ILogger<AuditMiddleware> logger)
{
    // Looking is no action; to try to without the right to is one.
    private const string Look = "look";

    public Task InvokeAsync(HttpContext context)
    {
        // Kept from here on: what turns a failure into an answer forgets the endpoint.
        var action = context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>()?.Name;
        // Whoever asks for an action and leaves has asked for it: it is carried to its end, and the audit says to which. Each thing that it
        // waits for has a bound of its own.
        if (action is not null)
            context.RequestAborted = CancellationToken.None;
        context.Response.OnStarting(() => AuditAsync(context, action));
        return next(context);
    }

    private async Task AuditAsync(HttpContext context, string? marked)
    {
        if ((marked ?? LookOf(context)) is not { } action)
            return;

        try
        {
            await trail.AppendAsync(context, action, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.AuditUnwritten(logger, action, context.User.FindFirstValue(Identity.ActorClaim) ?? Address.Of(context), exception.Message);
            context.Abort();
        }
    }

    private static string? LookOf(HttpContext context) => context.Response.StatusCode
        is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests ? Look : null;
}
