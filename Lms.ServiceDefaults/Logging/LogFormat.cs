using Microsoft.Extensions.Configuration;

namespace Lms.ServiceDefaults.Logging;

/// <summary>What log entries on the console look like; <c>Logging:Format</c> chooses.</summary>
internal static class LogFormat
{
    // Not simply "json": of that name there is a formatter in every console logger, which knows nothing of secrets.
    public const string Line = "lms-line";
    public const string Json = "lms-json";
    private const string Setting = "Logging:Format";

    /// <returns>The name of a formatter.</returns>
    /// <exception cref="ServiceConfigurationException">There is no such format.</exception>
    public static string Read(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" or "line" => Line,
        "json" => Json,
        var other => throw new ServiceConfigurationException($"{Setting} is '{other}'; it must be line or json."),
    };
}
