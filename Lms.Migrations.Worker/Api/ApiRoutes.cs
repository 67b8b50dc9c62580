using Lms.Migrations.Worker.Security;

namespace Lms.Migrations.Worker.Api;

/// <summary>All that the API offers, by what it is about.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Root).RequireAuthorization(AccessPolicy.View)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        IdentityEndpoints.Map(api);
        DatabaseEndpoints.Map(api);
        BackfillEndpoints.Map(api);
        RunEndpoints.Map(api);
        WindowEndpoints.Map(api);
        ChangeEndpoints.Map(api);
        TokenEndpoints.Map(api);
        AuditEndpoints.Map(api);
        app.MapOpenApi().RequireAuthorization(AccessPolicy.View);
    }
}
