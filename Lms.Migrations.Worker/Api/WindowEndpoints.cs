using System.ComponentModel;
using Lms.Contracts.Windows;
using Lms.Migrations.Windows;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Api.Problems;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Security;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Migrations.Worker.Api;

/// <summary>Windows and freezes.</summary>
internal static class WindowEndpoints
{
    private static readonly TimeSpan LongestCalendar = TimeSpan.FromDays(400);

    public static void Map(RouteGroupBuilder api)
    {
        var windows = api.MapGroup("/windows").WithTags("Windows");
        windows.MapGet("/", List).WithName("ListWindows").WithSummary("Every window and freeze, and how each database stands.");
        windows.MapPost("/", AddAsync).WithName("AddWindow").WithSummary("Adds a window; from then on its databases may be changed inside of one only.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("windows.add");
        windows.MapDelete("/{id:long:min(1)}", RemoveAsync).WithName("RemoveWindow").WithSummary("Removes a window.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("windows.remove").ProducesProblem(404);
        windows.MapGet("/openings", Openings).WithName("ListOpenings").WithSummary("When a database may be changed, between two times.").ProducesProblem(404);

        var freezes = api.MapGroup("/freezes").WithTags("Windows");
        freezes.MapPost("/", FreezeAsync).WithName("AddFreeze").WithSummary("Forbids every change for a time, whatever the windows say.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("freezes.add");
        freezes.MapDelete("/{id:long:min(1)}", LiftAsync).WithName("RemoveFreeze").WithSummary("Lifts a freeze.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("freezes.remove").ProducesProblem(404);
    }

    private static Ok<CalendarDocument> List(WindowBook book, DatabaseRegistry databases) => TypedResults.Ok(
        new CalendarDocument(book.Snapshot.Windows, book.Snapshot.Freezes, [.. databases.Names.Select(book.Describe)]));

    private static async Task<Created<WindowDocument>> AddAsync(
        NewWindowDocument wanted, WindowStore store, WindowReader reader, DatabaseRegistry databases, HttpContext context, CancellationToken cancellationToken)
    {
        var reason = context.Clean(wanted.Reason);
        context.Audit(wanted.Window, Names(wanted.Databases), reason);
        var faults = new RequestFaults();
        faults.Length("reason", reason, 0, 500);
        CheckDatabases(faults, wanted.Databases, databases);
        if (!MaintenanceWindow.TryParse(wanted.Window, out var window, out var fault))
            faults.Add("window", fault);
        faults.ThrowIfAny();

        await context.AskAsync(cancellationToken);
        var added = await store.AddAsync(window!, wanted.Databases ?? [], context.User.ToCaller().Actor, reason, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Created($"{ApiRoutes.Root}/windows/{added.Id}", added);
    }

    private static Task<NoContent> RemoveAsync(
        long id, string? reason, WindowStore store, WindowReader reader, HttpContext context, CancellationToken cancellationToken) =>
        EndAsync(id, "window", "removed", reason, store.RemoveWindowAsync, reader, context, cancellationToken);

    private static async Task<Created<FreezeDocument>> FreezeAsync(
        NewFreezeDocument wanted, WindowStore store, WindowReader reader, WindowBook book, DatabaseRegistry databases, HttpContext context,
        CancellationToken cancellationToken)
    {
        var span = wanted.Span ?? $"{book.Now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z/..";
        var reason = context.Clean(wanted.Reason)!;
        context.Audit(span, Names(wanted.Databases), reason);
        var faults = new RequestFaults();
        CheckDatabases(faults, wanted.Databases, databases);
        if (!Freeze.TryParse(span, reason, out var freeze, out var fault))
            faults.Add("span", fault);
        faults.ThrowIfAny();

        await context.AskAsync(cancellationToken);
        var added = await store.AddAsync(freeze!, wanted.Databases ?? [], context.User.ToCaller().Actor, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Created($"{ApiRoutes.Root}/freezes/{added.Id}", added);
    }

    private static Task<NoContent> LiftAsync(
        long id, string? reason, WindowStore store, WindowReader reader, HttpContext context, CancellationToken cancellationToken) =>
        EndAsync(id, "freeze", "lifted", reason, store.RemoveFreezeAsync, reader, context, cancellationToken);

    private static async Task<NoContent> EndAsync(
        long id, string what, string done, string? reason, Func<long, string, string?, CancellationToken, Task<bool>> removeAsync, WindowReader reader,
        HttpContext context, CancellationToken cancellationToken)
    {
        context.Audit($"{what} {id}", reason: reason);
        reason = Checked(context.Clean(reason));
        await context.AskAsync(cancellationToken);
        if (!await removeAsync(id, context.User.ToCaller().Actor, reason, cancellationToken))
            throw new NotFoundException($"There is no {what} {id}, or it was {done} before.");
        await reader.ReadAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static Ok<OpeningsDocument> Openings(
        WindowBook book, DatabaseRegistry databases, string database,
        [Description("Now by default.")] string? from,
        [Description("Four weeks later by default; 400 days at most.")] string? to)
    {
        var query = new Query();
        var start = query.Time("from", from) ?? book.Now;
        var end = query.Time("to", to) ?? (start.Year < 9998 ? start.AddDays(28) : start);
        if (end - start > LongestCalendar)
            query.Add("to", "it is more than 400 days after from");
        query.ThrowIfFaulty();
        databases.Require(database);
        var openings = book.CalendarOf(database).Openings(start, end);
        return TypedResults.Ok(new OpeningsDocument(database, [.. openings.Select(opening => new OpeningDocument(opening.Start, opening.End))]));
    }

    private static void CheckDatabases(RequestFaults faults, IReadOnlyList<string>? wanted, DatabaseRegistry databases)
    {
        foreach (var name in (wanted ?? []).Where(name => !databases.TryFind(name ?? "", out _)))
            faults.Add("databases", $"there is no database '{(name?.Length > 60 ? name[..60] + "…" : name)}'; there are: {string.Join(", ", databases.Names)}");
    }

    private static string? Checked(string? reason)
    {
        var faults = new RequestFaults();
        faults.Length("reason", reason, 0, 500);
        faults.ThrowIfAny();
        return reason;
    }

    private static string Names(IReadOnlyList<string>? databases) => databases is { Count: > 0 } ? string.Join(",", databases.Take(20)) : "all";
}
