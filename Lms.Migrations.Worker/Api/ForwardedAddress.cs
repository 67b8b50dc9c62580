using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Lms.Migrations.Worker.Api;

/// <summary>Behind a proxy, takes the address that the proxy saw for where a request came from.</summary>
internal static class ForwardedAddress
{
    /// <summary>Believes the last address of <c>X-Forwarded-For</c> – the one that the proxy itself added – of those that are trusted, and of nobody else.</summary>
    public static void UseForwardedAddress(this IApplicationBuilder app, IReadOnlyList<IPNetwork> trusted)
    {
        if (trusted.Count == 0)
            return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 1 };
        // By itself it trusts this machine.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
