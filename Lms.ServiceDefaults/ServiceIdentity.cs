using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;

namespace Lms.ServiceDefaults;

/// <summary>Which service this process is, as telemetry tells it.</summary>
/// <param name="Name">The application's name.</param>
/// <param name="Version">Its version, as <c>0.1.0</c>.</param>
/// <param name="InstanceId">This process: no other has ever had it.</param>
internal sealed record ServiceIdentity(string Name, string Version, string InstanceId)
{
    public static ServiceIdentity Of(IHostEnvironment environment)
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return new ServiceIdentity(environment.ApplicationName, version?.Split('+')[0] ?? "unknown", Guid.NewGuid().ToString());
    }

    /// <summary>The resource attributes. <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> have the last word.</summary>
    public ResourceBuilder ToResource() => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(Name, serviceVersion: Version, autoGenerateServiceInstanceId: false, serviceInstanceId: InstanceId)
        .AddEnvironmentVariableDetector();
}
