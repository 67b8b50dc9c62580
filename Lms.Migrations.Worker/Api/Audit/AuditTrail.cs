using System.Security.Claims;
using Lms.Migrations.Worker.Security;
using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Api.Audit;

/// <summary>Makes rows of the audit from requests.</summary>
internal sealed class AuditTrail(AuditStore store, StrangerCount strangers, SecretRedactor secrets)
{
    private const int LongestText = 1_000;

    /// <summary>Writes down that something is asked for, before it is done: however this worker ends, it was asked.</summary>
    public async Task AskAsync(HttpContext context, string action, CancellationToken cancellationToken) =>
        AuditScope.Of(context).Asked = await store.AskAsync(EntryOf(context, action), cancellationToken);

    /// <summary>Writes down how it ended.</summary>
    public async Task AppendAsync(HttpContext context, string action, CancellationToken cancellationToken)
    {
        var entry = EntryOf(context, action);
        // Rows can never be deleted; whoever has no token must not be able to make any number of them.
        if (entry.Actor is not null || strangers.Admit(Address.NetworkOf(context)))
            await store.AppendAsync(entry, cancellationToken);
    }

    private AuditEntry EntryOf(HttpContext context, string action)
    {
        var (user, scope) = (context.User, AuditScope.Of(context));
        return new AuditEntry(
            user.FindFirstValue(Identity.ActorClaim), user.FindFirstValue(Identity.RoleClaim), user.FindFirstValue(Identity.TokenClaim),
            Address.Of(context), action, Clean(scope.Target ?? context.Request.Path), scope.Database, context.Response.StatusCode,
            Clean(scope.Reason), Clean(scope.Detail), scope.Asked);
    }

    // Cleaned before it is cut: half of a secret is not recognised.
    private string? Clean(string? text)
    {
        var clean = text is null ? null : secrets.Redact(text).Replace("\0", "", StringComparison.Ordinal);
        return clean?.Length > LongestText ? clean[..LongestText] : clean;
    }
}
