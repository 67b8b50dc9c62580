using System.ComponentModel;
using System.Runtime.CompilerServices;
using Lms.Contracts.Backfills;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Api.Problems;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Databases;
using Lms.Migrations.Worker.Documents;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Lms.Migrations.Worker.Api;

/// <summary>Backfills: look, watch, steer.</summary>
internal static class BackfillEndpoints
{
    private static readonly string[] ChunkStates = [.. Enum.GetValues<ChunkState>().Select(state => state.Wire())];

    private delegate Task<BackfillStatus> Steering(BackfillControl control, long id, CancellationToken cancellationToken);

    public static void Map(RouteGroupBuilder api)
    {
        var backfills = api.MapGroup("/databases/{database}/backfills").WithTags("Backfills").ProducesProblem(404).ProducesProblem(503);
        backfills.MapGet("/", ListAsync).WithName("ListBackfills").WithSummary("Every backfill, newest first.");
        backfills.MapGet("/{id:long:min(1)}", FindAsync).WithName("GetBackfill").WithSummary("One backfill.");
        backfills.MapGet("/{id:long:min(1)}/chunks", ChunksAsync).WithName("ListChunks").WithSummary("Its chunks, in order of number.");
        backfills.MapGet("/{id:long:min(1)}/conflicts", ConflictsAsync).WithName("ListConflicts").WithSummary("What a rollback left alone.");
        backfills.MapGet("/{id:long:min(1)}/pace", PaceAsync).WithName("GetBackfillPace").WithSummary("How its pace developed, in 120 points at most.");
        backfills.MapGet("/{id:long:min(1)}/stream", StreamAsync).WithName("WatchBackfill")
            .WithSummary("How it stands whenever that changes, as server-sent events, until it moves no more.")
            .Produces(200, contentType: "text/event-stream").Produces(204);
        MapSteering(backfills, "pause", "PauseBackfill", "Lets its lanes end their batch and wait.", (control, id, token) => control.PauseAsync(id, token));
        MapSteering(backfills, "resume", "ResumeBackfill", "Lets a paused one go on.", (control, id, token) => control.ResumeAsync(id, token));
        MapSteering(backfills, "cancel", "CancelBackfill", "Stops it; what it did stays.", (control, id, token) => control.CancelAsync(id, token));
    }

    private static void MapSteering(RouteGroupBuilder backfills, string word, string name, string summary, Steering steer) =>
        backfills.MapPost($"/{{id:long:min(1)}}/{word}", (
                string database, long id, DecisionDocument? decision, DatabaseReading reading, PlatformSignals signals, HttpContext context,
                CancellationToken cancellationToken) =>
                SteerAsync(database, id, decision, reading, signals, context, steer, cancellationToken))
            .WithName(name).WithSummary(summary).RequireAuthorization(AccessPolicy.Operate).Audited($"backfills.{word}").ProducesProblem(409);

    private static async Task<Ok<BackfillListDocument>> ListAsync(string database, DatabaseReading reading, CancellationToken cancellationToken)
    {
        var all = await reading.BackfillsAsync(database, cancellationToken);
        return TypedResults.Ok(new BackfillListDocument(
            database, EngineName.Of(reading.Require(database).Engine), [.. all.Select(BackfillMapping.ToDocument)]));
    }

    private static async Task<Ok<BackfillDocument>> FindAsync(string database, long id, DatabaseReading reading, CancellationToken cancellationToken) =>
        TypedResults.Ok((await RequireAsync(reading.BackfillsOf(database), database, id, cancellationToken)).ToDocument());

    private static async Task<Ok<ChunkListDocument>> ChunksAsync(
        string database, long id, DatabaseReading reading,
        [Description("pending, running, done or failed.")] string? state,
        [Description("After this number.")] string? after,
        [Description("1–1000; 200 by default.")] string? limit,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var wanted = new ChunkQuery
        {
            State = query.Word("state", state, WireName.Parse<ChunkState>, ChunkStates),
            After = (int?)Math.Min(query.Number("after", after) ?? 0, int.MaxValue),
            Limit = query.Limit(limit, otherwise: 200, most: 1_000),
        };
        query.ThrowIfFaulty();
        var control = reading.BackfillsOf(database);
        await RequireAsync(control, database, id, cancellationToken);
        var chunks = await control.ListChunksAsync(id, wanted, cancellationToken);
        return TypedResults.Ok(chunks.ToDocument(database, reading.Require(database).Engine, id));
    }

    private static async Task<Ok<ConflictListDocument>> ConflictsAsync(
        string database, long id, DatabaseReading reading, [Description("1–1000; 50 by default.")] string? limit, CancellationToken cancellationToken)
    {
        var query = new Query();
        var most = query.Limit(limit, otherwise: 50, most: 1_000);
        query.ThrowIfFaulty();
        var control = reading.BackfillsOf(database);
        var status = await RequireAsync(control, database, id, cancellationToken);
        var conflicts = await control.ConflictsAsync(id, most, cancellationToken);
        return TypedResults.Ok(new ConflictListDocument(
            database, EngineName.Of(reading.Require(database).Engine), id, status.Conflicts, [.. conflicts.Select(BackfillMapping.ToDocument)]));
    }

    private static async Task<Ok<BackfillPaceDocument>> PaceAsync(
        string database, long id, DatabaseReading reading, BackfillPaceStore paces, CancellationToken cancellationToken)
    {
        var status = await RequireAsync(reading.BackfillsOf(database), database, id, cancellationToken);
        var points = await paces.ReadAsync(database, id, status.StartedAt, cancellationToken);
        return TypedResults.Ok(new BackfillPaceDocument(database, EngineName.Of(reading.Require(database).Engine), id, points));
    }

    private static async Task<IResult> StreamAsync(
        string database, long id, DatabaseReading reading, BackfillFeed feed, DocumentRedaction redaction, HttpContext context, TimeProvider time,
        [FromHeader(Name = ServerSentEvents.LastEventId), Description("The id of the last event that was seen; nothing for how it stands now.")] string? lastEventId,
        CancellationToken cancellationToken)
    {
        var status = await RequireAsync(reading.BackfillsOf(database), database, id, cancellationToken);
        if (BackfillFeed.IsEnd(status, lastEventId))
            return TypedResults.NoContent();
        return new ServerSentEvents(ToEvents(feed.WatchAsync(database, id, lastEventId, context.RequestAborted), redaction, context.RequestAborted), time);
    }

    private static async Task<Accepted<BackfillDocument>> SteerAsync(
        string database, long id, DecisionDocument? decision, DatabaseReading reading, PlatformSignals signals, HttpContext context, Steering steer,
        CancellationToken cancellationToken)
    {
        var reason = context.Clean(decision?.Reason);
        context.Audit($"backfill {id}", database, reason);
        var faults = new RequestFaults();
        faults.Length("reason", reason, 0, 1_000);
        faults.ThrowIfAny();
        var control = reading.BackfillsOf(database, new RunContext(context.User.ToCaller().Actor, reason));
        await RequireAsync(control, database, id, cancellationToken);
        await context.AskAsync(cancellationToken);
        try
        {
            var status = await steer(control, id, cancellationToken);
            // Where no run is at work on it, nobody else would tell.
            await signals.TryTellAsync(status.RunId, cancellationToken);
            return TypedResults.Accepted($"{ApiRoutes.Root}/databases/{Uri.EscapeDataString(database)}/backfills/{id}", status.ToDocument());
        }
        catch (RequestException exception)
        {
            throw new RunStateException(exception.Message, "Look at it as it is now.");
        }
    }

    private static async Task<BackfillStatus> RequireAsync(BackfillControl control, string database, long id, CancellationToken cancellationToken)
    {
        try
        {
            return await control.ShowAsync(id, cancellationToken);
        }
        catch (RequestException)
        {
            throw new NotFoundException($"There is no backfill {id} in {database}.");
        }
    }

    private static async IAsyncEnumerable<ServerSentEvent> ToEvents(
        IAsyncEnumerable<BackfillLook> looks, DocumentRedaction redaction, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var look in looks.WithCancellation(cancellationToken))
            yield return new ServerSentEvent(look.Id, "backfill", redaction.Serialize(look.Backfill));
    }
}
