using Lms.ServiceDefaults.Health;
using Lms.ServiceDefaults.Logging;
using Lms.ServiceDefaults.Secrets;
using Lms.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Lms.ServiceDefaults;

/// <summary>What every service of the system has in common.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds logs on the console, health checks, secrets kept out of both, and, where an address for it is configured, the export
    /// of traces, metrics and logs.</summary>
    /// <remarks>To be called first: other logging providers are removed, for nothing that they write would be free of secrets. The
    /// <see cref="SecretRedactor"/> is a singleton of the container; it knows the passwords of <c>ConnectionStrings</c>.</remarks>
    /// <exception cref="ServiceConfigurationException">A setting of logging or telemetry cannot be used.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var redactor = new SecretRedactor();
        redactor.AddConnectionStrings(builder.Configuration);
        builder.Services.AddSingleton(redactor);
        builder.Services.TryAddSingleton(TimeProvider.System);
        ServiceLogging.AddTo(builder);
        TelemetryExport.AddTo(builder, redactor);
        ServiceHealth.AddTo(builder.Services);
        Stack.AddTo(builder);
        return builder;
    }
}
