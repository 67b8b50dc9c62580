using Lms.Contracts.Access;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Security;

/// <summary>The token that is there before anybody could make one: of the role admin, and without end, until it is revoked.</summary>
/// <remarks>There is one at a time: the first start with another revokes those before it. Once revoked, it stays so, however often a
/// worker starts with it; and such a start revokes nothing, or a worker whose configuration is older would take the newer one away.</remarks>
internal sealed class BootstrapToken(WorkerSettings settings, TokenStore tokens, WorkerIdentity identity)
{
    /// <summary>Who acts with it.</summary>
    public const string Actor = "bootstrap";

    public async Task ProvideAsync(CancellationToken cancellationToken)
    {
        if (settings.BootstrapToken is not { } text)
            return;

        var token = TokenText.Parse(text)!.Value;
        await tokens.ReplaceAsync(token, Actor, Role.Admin, identity.Name, StartupRuns.Actor, cancellationToken);
    }
}
