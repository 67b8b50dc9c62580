using System.Net;
using System.Net.Sockets;

namespace Lms.Testing.Workers;

/// <summary>HTTP from one of the many addresses that a machine has for itself.</summary>
public static class LoopbackHttp
{
    /// <param name="source">Where the requests come from: 127.0.0.0/8.</param>
    /// <param name="server">Where they go.</param>
    public static HttpClient From(IPAddress source, Uri server)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(source, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = server };
    }
}
