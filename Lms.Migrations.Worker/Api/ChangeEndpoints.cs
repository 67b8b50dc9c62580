using System.Runtime.CompilerServices;
using System.Text.Json;
using Lms.Contracts.Changes;
using Lms.Contracts.Json;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Security;

namespace Lms.Migrations.Worker.Api;

/// <summary>Changes: for whoever shows many things and wants to know when to look again.</summary>
internal static class ChangeEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/changes", Stream).WithName("WatchChanges").WithTags("Changes")
            .WithSummary("That something changed, as server-sent events, for as long as the reader stays and its token is good. Each connection begins with 'all'.")
            .Produces(200, contentType: "text/event-stream");

    private static ServerSentEvents Stream(ChangeFeed feed, TokenBook tokens, HttpContext context, TimeProvider time)
    {
        var token = context.User.ToDocument().Token;
        return new ServerSentEvents(ToEvents(feed.WatchAsync(context.RequestAborted), () => tokens.IsGood(token), context.RequestAborted), time);
    }

    // Other streams end with what they are about; this one would outlive the token for which it was opened.
    private static async IAsyncEnumerable<ServerSentEvent> ToEvents(
        IAsyncEnumerable<ChangeDocument> changes, Func<bool> mayRead, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var change in changes.WithCancellation(cancellationToken))
        {
            if (!mayRead())
                yield break;

            // Without an id: whoever comes back begins with everything, and needs no place to go on from.
            yield return new ServerSentEvent(Id: null, "change", JsonSerializer.Serialize(change, ContractJson.Default.ChangeDocument));
        }
    }
}
