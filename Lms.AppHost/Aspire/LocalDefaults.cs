using Microsoft.Extensions.Configuration.Memory;

namespace Lms.AppHost.Aspire;

/// <summary>What Aspire needs to be told when nothing else tells it: <c>dotnet run</c> on a developer's machine.</summary>
internal static class LocalDefaults
{
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("DOTNET_ENVIRONMENT", "Development"),
        ("ASPNETCORE_URLS", "http://localhost:15170"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:15171"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://localhost:15172"),
        // All of them are on the loopback.
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
    ];

    /// <summary>Sets what is not set. As environment variables, for some of them are read before there is any other configuration.</summary>
    public static void Apply()
    {
        foreach (var (name, value) in Defaults)
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
                Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Leaves the terminal to what a person wants to read there: not each request of the Aspire dashboard.</summary>
    public static void Quieten(IDistributedApplicationBuilder builder) => builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = [KeyValuePair.Create<string, string?>("Logging:LogLevel:Microsoft.AspNetCore", "Warning")],
    });
}
