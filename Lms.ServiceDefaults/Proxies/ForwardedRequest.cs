using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Lms.ServiceDefaults.Proxies;

/// <summary>Behind a proxy, takes what the proxy saw for how a request came.</summary>
public static class ForwardedRequest
{
    /// <summary>Believes the last value of each header – the one that the proxy itself added – of those that are trusted, and of nobody else.</summary>
    /// <param name="app">The service, before anything that looks at the request.</param>
    /// <param name="trusted">The proxies; none to believe nobody.</param>
    /// <param name="headers">What is believed: <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c>.</param>
    public static void UseForwardedRequest(this IApplicationBuilder app, IReadOnlyList<IPNetwork> trusted, ForwardedHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(trusted);
        if (trusted.Count == 0)
            return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = headers, ForwardLimit = 1 };
        // By itself it trusts this machine.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
