using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Lms.ServiceDefaults.Logging;

/// <summary>Logs go to the console, by formatters that keep secrets out, and nowhere else.</summary>
internal static class ServiceLogging
{
    // Two entries for every request are more than anybody reads; whoever wants them says so in the configuration.
    private static readonly Dictionary<string, string?> QuietByDefault = new() { ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning" };

    /// <exception cref="ServiceConfigurationException">The format is none.</exception>
    public static void AddTo(IHostApplicationBuilder builder)
    {
        var formatter = LogFormat.Read(builder.Configuration);
        // Before all other sources, so that each of them can say otherwise.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietByDefault });
        builder.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
        builder.Services.AddSingleton<ConsoleFormatter, JsonFormatter>();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = formatter);
    }
}
