using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Lms.Dashboard.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Dashboard.Live;

/// <summary>Tells open pages when they are no longer true. What is true now they fetch themselves, from where everybody does.</summary>
internal static class LiveEndpoints
{
    public const string Changes = "/live/changes";

    /// <summary>Something that the page shows is different.</summary>
    private const string Changed = "changed";

    /// <summary>Nothing about it will be different any more.</summary>
    private const string Over = "over";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Changes, (Visit visit, IHostApplicationLifetime lifetime) => Stream(visit.Worker.WatchChangesAsync, visit, lifetime));
        app.MapGet("/live/runs/{id:guid}", (Guid id, long? after, Visit visit, IHostApplicationLifetime lifetime) =>
            Stream(token => visit.Worker.WatchRunAsync(id, after ?? 0, token), visit, lifetime));
        app.MapGet("/live/databases/{database}/backfills/{id:long:min(1)}", (string database, long id, Visit visit, IHostApplicationLifetime lifetime) =>
            Stream(token => visit.Worker.WatchBackfillAsync(database, id, token), visit, lifetime));
    }

    /// <summary>What a page listens to that shows a run as it was after an event.</summary>
    public static string Run(Guid id, long after) => $"/live/runs/{id}?after={after}";

    /// <summary>What a page listens to that shows a backfill.</summary>
    public static string Backfill(string database, long id) => $"/live{Paths.Backfill(database, id)}";

    private static ServerSentEventsResult<string> Stream<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> watch, Visit visit, IHostApplicationLifetime lifetime)
    {
        return TypedResults.ServerSentEvents(TellAsync());

        async IAsyncEnumerable<SseItem<string>> TellAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            // A dashboard that stops does not wait for those who watch.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, visit.Aborted, lifetime.ApplicationStopping);
            await foreach (var _ in watch(end.Token).ConfigureAwait(false))
                yield return new SseItem<string>("", Changed);
            yield return new SseItem<string>("", Over);
        }
    }
}
