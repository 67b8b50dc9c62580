using System.ComponentModel;
using System.Text.Json;
using Lms.Contracts.Access;
using Lms.Contracts.Json;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Migrations.Worker.Api;

/// <summary>The audit: who tried what.</summary>
internal static class AuditEndpoints
{
    private static readonly string[] Outcomes = ["asked", "accepted", "refused"];

    public static void Map(RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Access").RequireAuthorization(AccessPolicy.Administer);
        audit.MapGet("/", ListAsync).WithName("ListAudit").WithSummary("Every action that somebody tried, newest first.");
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").WithSummary("All of it as JSON lines, oldest first.")
            .Produces(200, contentType: "application/jsonl");
    }

    private static async Task<Ok<AuditPageDocument>> ListAsync(
        AuditStore store,
        [Description("By this actor only.")] string? actor,
        [Description("This action only: runs.start, tokens.revoke, …")] string? action,
        [Description("accepted, refused, or asked: its end was not written.")] string? outcome,
        [Description("On this database only.")] string? database,
        [Description("From this time on.")] string? from,
        [Description("Before this time.")] string? to,
        [Description("The next of the page before.")] string? before,
        [Description("1–1000; 100 by default.")] string? limit,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var most = query.Limit(limit, otherwise: 100, most: 1_000);
        var how = query.Text("outcome", outcome);
        if (how is not null && !Outcomes.Contains(how))
            query.Add("outcome", "it is accepted, refused or asked");
        var wanted = new AuditQuery(
            most + 1, query.Number("before", before), query.Text("actor", actor), query.Text("action", action), how,
            query.Text("database", database), query.Time("from", from), query.Time("to", to));
        query.ThrowIfFaulty();
        var entries = await store.ReadAsync(wanted, cancellationToken);
        return TypedResults.Ok(entries.Count <= most
            ? new AuditPageDocument(entries, Next: null)
            : new AuditPageDocument([.. entries.Take(most)], entries[most - 1].Id));
    }

    private static async Task ExportAsync(AuditStore store, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/jsonl";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"lms-audit.jsonl\"";
        await foreach (var entry in store.ExportAsync(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, entry, ContractJson.Default.AuditEntryDocument, cancellationToken);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }
}
