using System.Net;

namespace Lms.Cli.Tests.Server;

/// <summary>Stands between a client and its worker, as a proxy does: answers in its place, or lets a request pass.</summary>
/// <param name="answer">The answer; null to ask the worker. What it throws is what the connection does.</param>
internal sealed class InBetween(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>> answer) : DelegatingHandler(new SocketsHttpHandler())
{
    public InBetween(Func<HttpRequestMessage, HttpResponseMessage?> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    /// <summary>A proxy's page.</summary>
    public static HttpResponseMessage Page(HttpStatusCode status) => new(status) { Content = new StringContent("<html>", null, "text/html") };

    /// <summary>Events as they go over the wire.</summary>
    public static HttpResponseMessage Events(Stream body) => new(HttpStatusCode.OK)
    {
        Content = new StreamContent(body) { Headers = { ContentType = new("text/event-stream") } },
    };

    /// <summary>Asks the worker.</summary>
    public Task<HttpResponseMessage> PassAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await answer(request, cancellationToken) ?? await PassAsync(request, cancellationToken);
}
