using Lms.Contracts.Access;
using Lms.Contracts.Databases;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Migrations.Worker.Api;

/// <summary>Who asks, and who answers.</summary>
internal static class IdentityEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/me", Me).WithName("GetIdentity").WithTags("Access").WithSummary("Who the token stands for.");
        api.MapGet("/workers", WorkersAsync).WithName("ListWorkers").WithTags("Workers").WithSummary("The workers that look after the databases.");
    }

    private static Ok<IdentityDocument> Me(HttpContext context) => TypedResults.Ok(context.User.ToDocument());

    private static async Task<Ok<WorkerListDocument>> WorkersAsync(WorkerList workers, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WorkerListDocument(await workers.ReadAsync(cancellationToken)));
}
