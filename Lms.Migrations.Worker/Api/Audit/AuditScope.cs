namespace Lms.Migrations.Worker.Api.Audit;

/// <summary>What the audit shall say of the request under way, beside who made it and how it ended.</summary>
internal sealed class AuditScope
{
    public string? Target { get; set; }

    public string? Database { get; set; }

    public string? Reason { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Detail { get; set; }

    /// <summary>The row that says that it was asked for; null until there is one.</summary>
    public long? Asked { get; set; }

    public static AuditScope Of(HttpContext context)
    {
        if (context.Items[typeof(AuditScope)] is AuditScope scope)
            return scope;

        context.Items[typeof(AuditScope)] = scope = new AuditScope();
        return scope;
    }
}

/// <summary>Marks an endpoint that changes something.</summary>
/// <param name="Name">What the audit calls it: <c>runs.start</c>.</param>
internal sealed record AuditedAction(string Name);

/// <summary>How endpoints tell the audit about themselves.</summary>
internal static class AuditExtensions
{
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder endpoint, string action) => endpoint
        .WithMetadata(new AuditedAction(action))
        .AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            return AuditScope.Of(invocation.HttpContext).Asked is null
                ? throw new InvalidOperationException($"'{action}' was done without a row in the audit that it was asked for.")
                : answer;
        });

    /// <summary>Says what a request is about.</summary>
    public static void Audit(this HttpContext context, string? target, string? database = null, string? reason = null)
    {
        var scope = AuditScope.Of(context);
        scope.Target = target;
        scope.Database = database;
        scope.Reason = reason;
    }

    /// <summary>Writes down what was said of the request. To be awaited when it is found to be right and nothing is done yet.</summary>
    public static Task AskAsync(this HttpContext context, CancellationToken cancellationToken) =>
        context.RequestServices.GetRequiredService<AuditTrail>().AskAsync(
            context, context.GetEndpoint()!.Metadata.GetRequiredMetadata<AuditedAction>().Name, cancellationToken);
}
