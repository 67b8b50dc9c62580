using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lms.Contracts.Client;

/// <summary>Reads server-sent events (HTML standard, section 9.2). When the connection breaks, it is made anew where it broke.</summary>
/// <param name="transport">Carries the requests.</param>
/// <param name="path">Where the events are.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long nothing may be heard of any worker.</param>
internal sealed class EventStream(ApiTransport transport, string path, TimeProvider time, TimeSpan patience)
{
    private const string LastEventId = "Last-Event-ID";
    private const string MediaType = "text/event-stream";
    // A worker answers at once, and then says something every quarter of a minute.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <summary>Reads until the last event.</summary>
    /// <param name="read">Reads the body of an event.</param>
    /// <param name="lastEventId">The id of the last event that was seen; null for none.</param>
    /// <param name="isLast">Whether no event follows one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ApiException">The worker refuses, or for too long none said anything.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string, T?> read, string? lastEventId, Func<T, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var outage = new Outage(patience, time);
        while (true)
        {
            using var response = await TryOpenAsync(lastEventId, outage, cancellationToken).ConfigureAwait(false);
            // Nothing follows what was seen.
            if (response is { StatusCode: HttpStatusCode.NoContent })
                yield break;

            if (response is not null)
            {
                await foreach (var message in ReadAsync(response, outage, cancellationToken).ConfigureAwait(false))
                {
                    lastEventId = message.EventId ?? lastEventId;
                    var happened = Read(response, message.Data, read);
                    yield return happened;
                    if (isLast(happened))
                        yield break;
                }

                if (outage.IsTooLong)
                    throw transport.Unreachable("whatever it begins to say ends at once", cause: null);
            }

            await outage.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A connection; null when there is none, and another attempt is worth it.</summary>
    private async Task<HttpResponseMessage?> TryOpenAsync(string? lastEventId, Outage outage, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        // And whatever a worker says instead of events.
        request.Headers.Accept.ParseAdd(MediaType);
        request.Headers.Accept.ParseAdd("application/problem+json; q=0.5");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation(LastEventId, lastEventId);
        try
        {
            var response = await transport.OpenAsync(request, LongestSilence, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentType?.MediaType == MediaType)
                return response;

            using (response)
                throw transport.Unreadable(response, cause: null);
        }
        catch (ApiException exception) when (exception.IsTemporary && !outage.IsTooLong)
        {
            return null;
        }
    }

    /// <summary>The messages of one connection, until it ends, breaks or goes silent.</summary>
    private async IAsyncEnumerable<SseItem<string>> ReadAsync(
        HttpResponseMessage response, Outage outage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await transport.ReadAsync(response, LongestSilence, cancellationToken).ConfigureAwait(false);
        await using var messages = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await TryMoveAsync(messages).ConfigureAwait(false))
            yield return messages.Current;

        // Also by a line that says nothing but that it is there.
        if (stream.WasHeard)
            outage.Ends();
    }

    private static async Task<bool> TryMoveAsync(IAsyncEnumerator<SseItem<string>> messages)
    {
        try
        {
            return await messages.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private T Read<T>(HttpResponseMessage response, string message, Func<string, T?> read)
        where T : class
    {
        try
        {
            return read(message) ?? throw new JsonException("An event without a body.");
        }
        catch (JsonException exception)
        {
            throw transport.Unreadable(response, exception);
        }
    }
}
