using System.ComponentModel;
using System.Runtime.CompilerServices;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Lms.Migrations.Worker.Api;

/// <summary>Runs: ask, look, watch, stop, approve.</summary>
internal static class RunEndpoints
{
    private const int EventPage = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/", ListAsync).WithName("ListRuns").WithSummary("Runs, newest first.");
        runs.MapPost("/", StartAsync).WithName("StartRun").WithSummary("Asks for a change of a database.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("runs.start").ProducesProblem(409).ProducesProblem(503);
        runs.MapGet("/{id:guid}", FindAsync).WithName("GetRun").WithSummary("One run.").ProducesProblem(404);
        runs.MapGet("/{id:guid}/events", ReadEventsAsync).WithName("ListRunEvents").WithSummary("What happened in a run, in order.").ProducesProblem(404);
        runs.MapGet("/{id:guid}/stream", StreamAsync).WithName("WatchRun")
            .WithSummary("What happens in a run, as server-sent events, until it is over. Last-Event-ID resumes.")
            .Produces(200, contentType: "text/event-stream").Produces(204).ProducesProblem(404);
        runs.MapPost("/{id:guid}/cancel", CancelAsync).WithName("CancelRun").WithSummary("Stops a run; what is under way is cleaned up first.")
            .RequireAuthorization(AccessPolicy.Operate).Audited("runs.cancel").ProducesProblem(404).ProducesProblem(409);
        runs.MapPost("/{id:guid}/approve", ApproveAsync).WithName("ApproveRun").WithSummary("Approves the plan of a run that somebody else asked for.")
            .RequireAuthorization(AccessPolicy.Approve).Audited("runs.approve").ProducesProblem(404).ProducesProblem(409);
        runs.MapPost("/{id:guid}/reject", RejectAsync).WithName("RejectRun").WithSummary("Says no to a run that waits for approval, which ends it.")
            .RequireAuthorization(AccessPolicy.Approve).Audited("runs.reject").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Ok<RunListDocument>> ListAsync(
        ICoordinator coordinator, RunDocuments documents,
        [Description("Of this database only.")] string? database,
        [Description("In these states only; may be given several times.")] string[]? state,
        [Description("Asked for by this actor only.")] string? actor,
        [Description("1–200; 50 by default.")] string? limit,
        [Description("The next of the page before.")] string? before,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var cursor = before is null ? null : RunCursor.Parse(before);
        if (before is not null && cursor is null)
            query.Add("before", "it is not the 'next' of a page");
        var wanted = new RunQuery
        {
            Limit = query.Limit(limit, otherwise: 50, most: 200),
            Database = query.Text("database", database),
            States = query.Words("state", state, WireName.Parse<RunState>, [.. Enum.GetValues<RunState>().Select(RunRow.Term)]),
            Actor = query.Text("actor", actor),
            Before = cursor,
        };
        query.ThrowIfFaulty();
        var page = await coordinator.ListAsync(wanted, cancellationToken);
        return TypedResults.Ok(new RunListDocument([.. page.Runs.Select(documents.Of)], page.Next?.ToString()));
    }

    private static async Task<Accepted<RunDocument>> StartAsync(
        RunRequestDocument request, ICoordinator coordinator, RunDocuments documents, HttpContext context, CancellationToken cancellationToken)
    {
        request = request with { Reason = context.Clean(request.Reason) };
        context.Audit($"{request.Kind} {request.RequestId}", request.Database, request.Reason);
        var read = RunRequest.Read(request);
        await context.AskAsync(cancellationToken);
        var run = await coordinator.StartAsync(read, context.User.ToCaller(), cancellationToken);
        context.Audit($"{request.Kind} {run.Id}", request.Database, request.Reason);
        return Accepted(run, documents);
    }

    private static async Task<Ok<RunDocument>> FindAsync(Guid id, ICoordinator coordinator, RunDocuments documents, CancellationToken cancellationToken) =>
        TypedResults.Ok(documents.Of(await RequireAsync(coordinator, id, cancellationToken)));

    private static async Task<Ok<RunEventListDocument>> ReadEventsAsync(
        Guid id, ICoordinator coordinator, RunEventStore events,
        [Description("After this event.")] string? after,
        [Description("1–1000; 1000 by default.")] string? limit,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var from = query.Number("after", after) ?? 0;
        var most = query.Limit(limit, otherwise: EventPage, most: EventPage);
        query.ThrowIfFaulty();
        var run = await RequireAsync(coordinator, id, cancellationToken);
        var read = await events.ReadAsync(id, from, most, cancellationToken);
        return TypedResults.Ok(new RunEventListDocument(
            [.. read.Select(RunEventText.ToDocument)], RunTransitions.IsOver(run.State) && (read.Count == 0 || read[^1].Id == run.LastEvent)));
    }

    private static async Task<IResult> StreamAsync(
        Guid id, ICoordinator coordinator, HttpContext context, TimeProvider time,
        [FromHeader(Name = ServerSentEvents.LastEventId), Description("The id of the last event that was seen; nothing for all of them.")] string? lastEventId,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var after = query.Number(ServerSentEvents.LastEventId, lastEventId) ?? 0;
        query.ThrowIfFaulty();
        var run = await RequireAsync(coordinator, id, cancellationToken);
        // Browsers come back when a stream has ended, and this status alone tells them not to (HTML standard, section 9.2).
        if (RunTransitions.IsOver(run.State) && after >= run.LastEvent)
            return TypedResults.NoContent();
        return new ServerSentEvents(ToEvents(coordinator.WatchAsync(id, after, context.RequestAborted), context.RequestAborted), time);
    }

    private static async Task<Accepted<RunDocument>> CancelAsync(
        Guid id, DecisionDocument? decision, ICoordinator coordinator, RunDocuments documents, HttpContext context, CancellationToken cancellationToken)
    {
        var reason = context.Clean(decision?.Reason);
        context.Audit(id.ToString(), reason: reason);
        CheckReason(reason, isRequired: false);
        await context.AskAsync(cancellationToken);
        return Accepted(await coordinator.CancelAsync(id, reason, context.User.ToCaller(), cancellationToken), documents);
    }

    private static async Task<Accepted<RunDocument>> ApproveAsync(
        Guid id, DecisionDocument decision, ICoordinator coordinator, RunDocuments documents, HttpContext context, CancellationToken cancellationToken)
    {
        var reason = context.Clean(decision.Reason);
        context.Audit($"{id} {decision.PlanHash}", reason: reason);
        CheckReason(reason, isRequired: false);
        var hash = decision.PlanHash
            ?? throw new InvalidRequestException(new Dictionary<string, string[]> { ["planHash"] = ["the plan that is approved is missing"] });
        await context.AskAsync(cancellationToken);
        return Accepted(await coordinator.ApproveAsync(id, hash, reason, context.User.ToCaller(), cancellationToken), documents);
    }

    private static async Task<Accepted<RunDocument>> RejectAsync(
        Guid id, DecisionDocument decision, ICoordinator coordinator, RunDocuments documents, HttpContext context, CancellationToken cancellationToken)
    {
        var reason = context.Clean(decision.Reason);
        context.Audit(id.ToString(), reason: reason);
        CheckReason(reason, isRequired: true);
        await context.AskAsync(cancellationToken);
        return Accepted(await coordinator.RejectAsync(id, reason!, context.User.ToCaller(), cancellationToken), documents);
    }

    private static void CheckReason(string? reason, bool isRequired)
    {
        var faults = new RequestFaults();
        faults.Length("reason", reason, 0, 1_000);
        if (isRequired && string.IsNullOrWhiteSpace(reason))
            faults.Add("reason", "a no needs a reason; its asker wants to know");
        faults.ThrowIfAny();
    }

    private static Accepted<RunDocument> Accepted(Run run, RunDocuments documents) =>
        TypedResults.Accepted($"{ApiRoutes.Root}/runs/{run.Id}", documents.Of(run));

    private static async Task<Run> RequireAsync(ICoordinator coordinator, Guid id, CancellationToken cancellationToken) =>
        await coordinator.FindAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);

    private static async IAsyncEnumerable<ServerSentEvent> ToEvents(
        IAsyncEnumerable<StoredEvent> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stored in events.WithCancellation(cancellationToken))
            yield return new ServerSentEvent(stored.Id.ToString(), stored.Type, RunDocuments.Event(stored));
    }
}
