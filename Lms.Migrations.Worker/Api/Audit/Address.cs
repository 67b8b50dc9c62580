using System.Net;
using System.Net.Sockets;

namespace Lms.Migrations.Worker.Api.Audit;

/// <summary>Where a request came from.</summary>
internal static class Address
{
    private const string Unknown = "unknown";
    private const int PrefixBytes = 8;

    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? Unknown;

    /// <summary>What is counted as one: an IPv4 address, or the 64 bits of an IPv6 address that somebody is given whole.</summary>
    public static string NetworkOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address
            || IPAddress.IsLoopback(address))
        {
            return Of(context);
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
