using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Where one signal – traces, metrics or logs – is sent, and how.</summary>
/// <param name="Endpoint">The whole address.</param>
/// <param name="Protocol">gRPC or protobuf over HTTP.</param>
/// <param name="Headers"><c>name=value,…</c>; null for none.</param>
/// <param name="Timeout">Longest time for one request.</param>
internal sealed record OtlpSignal(Uri Endpoint, OtlpExportProtocol Protocol, string? Headers, TimeSpan Timeout)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Reads the variables of OpenTelemetry's specification: those of the signal first, then those of all signals.</summary>
    /// <param name="configuration">Environment variables, or whatever stands in for them.</param>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    /// <returns>Null when there is no address for it, or it is switched off with <c>OTEL_…_EXPORTER=none</c>.</returns>
    /// <exception cref="ServiceConfigurationException">A variable is malformed.</exception>
    public static OtlpSignal? Read(IConfiguration configuration, string signal)
    {
        var upper = signal.ToUpperInvariant();
        if (configuration[$"OTEL_{upper}_EXPORTER"]?.Trim() == "none")
            return null;

        var protocol = ReadProtocol(Find(configuration, upper, "PROTOCOL"));
        return ReadEndpoint(configuration, signal, protocol) is { } endpoint
            ? new OtlpSignal(endpoint, protocol, Find(configuration, upper, "HEADERS")?.Value, ReadTimeout(Find(configuration, upper, "TIMEOUT")))
            : null;
    }

    public void ApplyTo(OtlpExporterOptions options)
    {
        options.Endpoint = Endpoint;
        options.Protocol = Protocol;
        options.Headers = Headers;
        options.TimeoutMilliseconds = (int)Timeout.TotalMilliseconds;
    }

    private static (string Name, string Value)? Find(IConfiguration configuration, string signal, string setting) =>
        Find(configuration, $"{Prefix}{signal}_{setting}") ?? Find(configuration, $"{Prefix}{setting}");

    private static (string Name, string Value)? Find(IConfiguration configuration, string name) =>
        configuration[name]?.Trim() is { Length: > 0 } value ? (name, value) : null;

    private static Uri? ReadEndpoint(IConfiguration configuration, string signal, OtlpExportProtocol protocol)
    {
        if (Find(configuration, $"{Prefix}{signal.ToUpperInvariant()}_ENDPOINT") is { } own)
            return ParseEndpoint(own);

        if (Find(configuration, $"{Prefix}ENDPOINT") is not { } common)
            return null;

        // Over HTTP each signal has a path of its own below the common address.
        var root = ParseEndpoint(common);
        return protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{root.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : root;
    }

    // The value is not repeated: it may hold a password.
    private static Uri ParseEndpoint((string Name, string Value) setting) =>
        Uri.TryCreate(setting.Value, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "http" or "https", Host.Length: > 0 }
            ? endpoint
            : throw new ServiceConfigurationException(
                $"{setting.Name} is no address that telemetry can be sent to; write http://collector:4317, or leave it unset to send nothing.");

    private static OtlpExportProtocol ReadProtocol((string Name, string Value)? setting) => setting switch
    {
        null or { Value: "grpc" } => OtlpExportProtocol.Grpc,
        { Value: "http/protobuf" } => OtlpExportProtocol.HttpProtobuf,
        { } other => throw new ServiceConfigurationException($"{other.Name} is '{other.Value}'; it must be grpc or http/protobuf."),
    };

    private static TimeSpan ReadTimeout((string Name, string Value)? setting)
    {
        if (setting is not { } found)
            return DefaultTimeout;

        return int.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new ServiceConfigurationException($"{found.Name} is '{found.Value}'; it must be a number of milliseconds, at least 1.");
    }
}
