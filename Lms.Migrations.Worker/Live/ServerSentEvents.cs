using System.Text;
using Microsoft.Net.Http.Headers;

namespace Lms.Migrations.Worker.Live;

/// <summary>A message as it goes over the wire.</summary>
/// <param name="Id">What a reader gives as <c>Last-Event-ID</c> when it comes back; null where it need give nothing.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Data">Its body; one line.</param>
internal sealed record ServerSentEvent(string? Id, string Type, string Data);

/// <summary>Answers with messages as they come, for as long as the reader stays (HTML standard, section 9.2).</summary>
internal sealed class ServerSentEvents(IAsyncEnumerable<ServerSentEvent> events, TimeProvider time) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    /// <summary>The header by which a reader that was cut off says what it saw last.</summary>
    public const string LastEventId = "Last-Event-ID";

    private const string MediaType = "text/event-stream";
    // A line that says nothing keeps proxies from taking a quiet connection for a dead one, and finds out readers that are gone.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly byte[] Heartbeat = ": still here\n\n"u8.ToArray();

    public int? StatusCode => StatusCodes.Status200OK;

    public string? ContentType => MediaType;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers[HeaderNames.CacheControl] = "no-cache,no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        // Sent at once: whoever watches a run in which nothing happens must know that it is watching.
        await response.Body.FlushAsync(httpContext.RequestAborted);
        // A worker that stops does not wait for those who watch; they come back to another, with the last id that they saw.
        var lifetime = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(response, end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has left, or the worker is about to.
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationTokenSource end)
    {
        await using var enumerator = events.GetAsyncEnumerator(end.Token);
        var next = enumerator.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // Whatever is there already goes out in one piece.
                while (next.IsCompleted)
                {
                    if (!await next)
                    {
                        await response.BodyWriter.FlushAsync(end.Token);
                        return;
                    }

                    Append(response, enumerator.Current);
                    next = enumerator.MoveNextAsync().AsTask();
                }

                await response.BodyWriter.FlushAsync(end.Token);
                await KeepAliveUntilAsync(next, response, end.Token);
            }
        }
        finally
        {
            // When the reader leaves, the next event is still being waited for; what moves cannot be disposed of.
            await end.CancelAsync();
            await Task.WhenAny(next);
        }
    }

    private async Task KeepAliveUntilAsync(Task coming, HttpResponse response, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var first = await Task.WhenAny(coming, Task.Delay(Silence, time, quiet.Token));
            await quiet.CancelAsync();
            if (first == coming)
                return;

            cancellationToken.ThrowIfCancellationRequested();
            await response.BodyWriter.WriteAsync(Heartbeat, cancellationToken);
        }
    }

    private static void Append(HttpResponse response, ServerSentEvent happened) =>
        Encoding.UTF8.GetBytes(
            $"{(happened.Id is { } id ? $"id: {id}\n" : "")}event: {happened.Type}\ndata: {happened.Data}\n\n", response.BodyWriter);
}
