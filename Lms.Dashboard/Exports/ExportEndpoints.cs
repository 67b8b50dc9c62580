using System.Globalization;
using System.Text.Json;
using Lms.Contracts.Access;
using Lms.Dashboard.Histories;
using Lms.Dashboard.Visits;
using Microsoft.AspNetCore.Authorization;

namespace Lms.Dashboard.Exports;

/// <summary>Whole lists as files, one JSON document a line.</summary>
internal static class ExportEndpoints
{
    private const string MediaType = "application/x-ndjson; charset=utf-8";
    private const int PageSize = 1_000;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/history/export", ExportHistoryAsync);
        app.MapGet("/audit/export", ExportAuditAsync).RequireAuthorization(new AuthorizeAttribute { Roles = Roles.Admin });
    }

    /// <summary>Every event that the filters of the page let through, newest first, each with its database.</summary>
    private static async Task ExportHistoryAsync(HttpContext context, Visit visit, MergedHistory histories)
    {
        var query = HistoryQuery.Read(context.Request.Query, visit.Zone) with { Cursor = HistoryCursor.Start };
        var page = await histories.ReadAsync(visit.Worker, query, PageSize, visit.Aborted);
        Begin(context, "history", visit.Now);
        while (true)
        {
            foreach (var (database, happened) in page.Events)
                await WriteAsync(context, new ExportedEvent(database, happened));
            if (page.Next is not { } next)
                return;
            page = await histories.ReadAsync(visit.Worker, query with { Cursor = next }, PageSize, visit.Aborted);
        }
    }

    private static async Task ExportAuditAsync(HttpContext context, Visit visit)
    {
        await using var lines = visit.Worker.ExportAuditAsync(visit.Aborted).GetAsyncEnumerator(visit.Aborted);
        // Asked before the answer begins: a refusal is a page of its own.
        var more = await lines.MoveNextAsync();
        Begin(context, "audit", visit.Now);
        for (; more; more = await lines.MoveNextAsync())
            await context.Response.WriteAsync(lines.Current + '\n', visit.Aborted);
    }

    private static void Begin(HttpContext context, string what, DateTimeOffset now)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.ContentDisposition =
            string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{what}-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.jsonl\"");
    }

    private static async Task WriteAsync(HttpContext context, ExportedEvent exported)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, exported, ExportJson.Default.ExportedEvent, context.RequestAborted);
        await context.Response.Body.WriteAsync(NewLine, context.RequestAborted);
    }
}
