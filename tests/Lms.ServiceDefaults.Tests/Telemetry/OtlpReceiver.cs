using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Lms.ServiceDefaults.Tests.Telemetry;

/// <summary>A collector that takes whatever it is sent, over HTTP or over gRPC, and remembers the bytes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Bytes)> received = new();
    private readonly WebApplication app;

    private OtlpReceiver(HttpProtocols protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocol));
        app = builder.Build();
        app.MapPost("/{**path}", AnswerAsync);
    }

    public string Address => app.Urls.Single();

    /// <summary>Headers of the last request.</summary>
    public string? ApiKey { get; private set; }

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken, HttpProtocols protocol = HttpProtocols.Http1)
    {
        var receiver = new OtlpReceiver(protocol);
        await receiver.app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Everything that came to paths with this in them; names and texts stand in it as they are.</summary>
    /// <param name="signal"><c>trace</c>, <c>metrics</c> or <c>logs</c>.</param>
    public string Received(string signal) =>
        string.Concat(received.Where(request => request.Path.Contains(signal, StringComparison.Ordinal)).Select(request => request.Bytes));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ApiKey = context.Request.Headers["api-key"];
        // Every byte as one character: texts are found whatever stands around them.
        received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        context.Response.ContentType = context.Request.ContentType;
        if (context.Request.ContentType != "application/grpc")
            return;

        context.Response.DeclareTrailer("grpc-status");
        // An empty message: not compressed, zero bytes long.
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
