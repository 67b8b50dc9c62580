using System.Net;
using System.Net.Sockets;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>Finds a port on the loopback address. Another process can still take it before the server does.</summary>
public static class FreePort
{
    /// <summary>Where persistent servers look first: below the range that outgoing connections use.</summary>
    private const int FirstPersistent = 15432;

    internal static int Any()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>The wished port if it is free, else the next free one above it, else any.</summary>
    internal static int AtOrAbove(int wished)
    {
        var first = wished == 0 ? FirstPersistent : wished;
        var last = Math.Min(first + 100, IPEndPoint.MaxPort);
        return Enumerable.Range(first, last - first + 1).FirstOrDefault(IsFree) is var port and > 0 ? port : Any();
    }

    /// <summary>Whether a server could listen there at this moment.</summary>
    /// <param name="port">1–65535.</param>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
