using Lms.Contracts.Mapping;
using Microsoft.AspNetCore.Authorization;

namespace Lms.Migrations.Worker.Security;

/// <summary>What an endpoint asks of whoever calls it. An endpoint that says nothing asks for a viewer.</summary>
internal static class AccessPolicy
{
    public const string View = "view";
    public const string Operate = "operate";
    public const string Approve = "approve";
    public const string Administer = "administer";

    /// <summary>Which roles may do what.</summary>
    public static IReadOnlyDictionary<string, Role[]> Roles { get; } = new Dictionary<string, Role[]>
    {
        [View] = [Role.Viewer, Role.Operator, Role.Approver, Role.Admin],
        [Operate] = [Role.Operator, Role.Admin],
        [Approve] = [Role.Approver, Role.Admin],
        [Administer] = [Role.Admin],
    };

    public static void Configure(AuthorizationOptions options)
    {
        foreach (var (name, roles) in Roles)
            options.AddPolicy(name, policy => policy.RequireRole(roles.Select(role => role.Wire())));
        options.FallbackPolicy = options.DefaultPolicy = options.GetPolicy(View)!;
    }
}
