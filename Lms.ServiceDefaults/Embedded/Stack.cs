using Microsoft.Extensions.Hosting;

namespace Lms.ServiceDefaults;

/// <summary>The embedded stack: what its services are made of, and so where their telemetry comes from.</summary>
internal static class Stack
{
    /// <summary>Sources of activities to collect. <c>Lms.*</c> is every project of ours.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["Lms.*", "Microsoft.AspNetCore", "Npgsql", "System.Net.Http"];

    /// <summary>Meters to collect.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        "Lms.*",
        "Microsoft.AspNetCore",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    /// <summary>What services have beside that: nothing.</summary>
    public static void AddTo(IHostApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);
}
