using Lms.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Sends traces, metrics and logs by OTLP, each where an address for it is configured. Without one, nothing of OpenTelemetry is
/// in the service at all.</summary>
internal static class TelemetryExport
{
    // ASP.NET Core gives its activities the tags of OpenTelemetry's conventions where it is told to.
    private const string PlainActivities = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    /// <exception cref="ServiceConfigurationException">A variable of OpenTelemetry is malformed.</exception>
    public static void AddTo(IHostApplicationBuilder builder, SecretRedactor redactor)
    {
        var traces = Read(builder.Configuration, "traces", redactor);
        var metrics = Read(builder.Configuration, "metrics", redactor);
        var logs = Read(builder.Configuration, "logs", redactor);
        if ((traces ?? metrics ?? logs) is null)
            return;

        var identity = ServiceIdentity.Of(builder.Environment);
        if (traces is not null)
            AddTraces(builder, identity, redactor, traces);
        if (metrics is not null)
            builder.Services.AddSingleton(_ => CreateMeterProvider(builder.Configuration, identity, metrics));
        if (logs is not null)
            AddLogs(builder, identity, redactor, logs);
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    private static OtlpSignal? Read(IConfiguration configuration, string signal, SecretRedactor redactor)
    {
        var read = OtlpSignal.Read(configuration, signal);
        if (read?.Headers is { } headers)
            redactor.AddHeaders(headers);
        return read;
    }

    private static void AddTraces(IHostApplicationBuilder builder, ServiceIdentity identity, SecretRedactor redactor, OtlpSignal signal)
    {
        AppContext.SetSwitch(PlainActivities, false);
        builder.Services.AddSingleton<IStartupFilter, RequestActivities>();
        // The container disposes of what it made itself.
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(builder.Configuration))
            .SetResourceBuilder(identity.ToResource())
            .AddSource([.. Stack.Sources])
            .AddProcessor(new UnaskedCalls())
            // Before the exporter, which takes activities as they are then.
            .AddProcessor(new ActivityRedaction(redactor))
            .AddOtlpExporter(signal.ApplyTo)
            .Build());
    }

    private static MeterProvider CreateMeterProvider(IConfiguration configuration, ServiceIdentity identity, OtlpSignal signal) =>
        Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(identity.ToResource())
            .AddMeter([.. Stack.Meters])
            .AddOtlpExporter(signal.ApplyTo)
            .Build();

    private static void AddLogs(IHostApplicationBuilder builder, ServiceIdentity identity, SecretRedactor redactor, OtlpSignal signal) =>
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(identity.ToResource());
            options.AddProcessor(new LogRedaction(redactor));
            options.AddOtlpExporter(signal.ApplyTo);
        });
}
