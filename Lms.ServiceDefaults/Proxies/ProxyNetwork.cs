using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lms.ServiceDefaults.Proxies;

/// <summary>Reads addresses and networks: <c>10.0.0.7</c>, <c>10.0.0.0/8</c>, <c>fd00::7</c>, <c>fd00::/8</c>.</summary>
internal static class ProxyNetwork
{
    private const int MappedBits = 96;

    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address))
            return false;

        var bits = address.GetAddressBytes().Length * 8;
        if (slash >= 0 && !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits))
            return false;

        // An IPv4 address as IPv6 writes it is compared as IPv4.
        if (address.IsIPv4MappedToIPv6 && bits >= MappedBits)
            (address, bits) = (address.MapToIPv4(), bits - MappedBits);
        // 10.0.0.7/8 is 10.0.0.7 or 10.0.0.0/8, and which of them is not ours to guess.
        return IPNetwork.TryParse($"{address}/{bits}", out network) && network.BaseAddress.Equals(address);
    }

    // What else passes for an address elsewhere – 10.1 for 10.0.0.1, 10 for 0.0.0.10, a port, a zone – is more likely a slip of the pen.
    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString() == text
            : text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.'));
}
