using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lms.ServiceDefaults;

/// <summary>The Aspire stack: what its services are made of, and so where their telemetry comes from.</summary>
internal static class Stack
{
    /// <summary>Sources of activities to collect. <c>Lms.*</c> is every project of ours. Of Orleans what grains are asked, not what its
    /// silos tell each other.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        ["Lms.*", "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "MongoDB.Driver", "Npgsql", "System.Net.Http"];

    /// <summary>Meters to collect.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        "Lms.*",
        "Microsoft.AspNetCore",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.Orleans",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    /// <summary>What services have beside that: other resources can be named as Aspire names them.</summary>
    /// <remarks>No standard resilience: it asks again and ends what takes long, and the only client that a factory makes is that of the hooks,
    /// which are called once and may take as long as they say. Whoever asks workers goes on to the next by itself.</remarks>
    public static void AddTo(IHostApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
    }
}
