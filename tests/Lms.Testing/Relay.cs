using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Lms.Testing;

/// <summary>Stands between a client and a worker, and cuts their connections when a test says so.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Uri target;
    private readonly Task accepting;

    public Relay(Uri target)
    {
        this.target = target;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections were made so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Whether new connections are accepted and nothing more, as by a worker that was stopped.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Ends every connection in the middle of whatever it carries.</summary>
    public void Cut()
    {
        foreach (var client in open.Keys)
            client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        listener.Dispose();
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ended.Token);
                Connections++;
                _ = CarryAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            open[client] = true;
            try
            {
                if (IsStuck)
                    await Task.Delay(Timeout.InfiniteTimeSpan, ended.Token);
                await server.ConnectAsync(target.Host, target.Port, ended.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), ended.Token), server.GetStream().CopyToAsync(client.GetStream(), ended.Token));
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // Cut.
            }

            open.TryRemove(client, out _);
        }
    }
}
