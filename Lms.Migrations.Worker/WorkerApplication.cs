using System.Net;
using System.Text.Json.Serialization;
using Lms.Migrations.Worker.Api;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Api.Problems;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Databases;
using Lms.Migrations.Worker.Documents;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Hooks;
using Lms.Migrations.Worker.Live;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Security;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;
using Lms.ServiceDefaults;
using Lms.ServiceDefaults.Health;
using Lms.ServiceDefaults.Lifetime;
using Lms.ServiceDefaults.Proxies;
using Lms.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;

namespace Lms.Migrations.Worker;

/// <summary>What a worker is made of.</summary>
internal static class WorkerApplication
{
    private const int DefaultPort = 5180;
    private const int LargestBody = 64 * 1024;
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="ServiceConfigurationException">The configuration is wrong.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customize = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        customize?.Invoke(builder);
        builder.AddServiceDefaults();
        var settings = SettingsReader.Read(builder.Configuration, builder.Environment);
        Listen(builder);
        // What each request asks for is in traces; who was turned away is in the audit.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter(typeof(TokenAuthentication).FullName, LogLevel.Warning);
        AddSettings(builder.Services, settings);
        AddRuns(builder.Services);
        AddApi(builder.Services);
        AddSecurity(builder.Services);
        builder.Services.AddHealthChecks().AddCheck<PlatformHealth>("platform").AddCheck<DatabaseHealth>("databases");
        // In the order in which they are needed, and stopped in reverse: what is under way ends before others are told of it.
        builder.Services
            .AddHosted<PlatformSignals>().AddHosted<StrangerSummary>().AddHosted<TokenBook>().AddHosted<WindowReader>().AddHosted<WorkerPresence>();
        Stack.AddCoordinator(builder, settings);
        builder.Services.AddHosted<RunLoop>();
        Stack.AddLanes(builder, settings);
        builder.Services.AddHosted<RunThinning>().AddHosted<StartupRuns>();
        if (settings.StopsWithInput)
            builder.Services.StopWithInput();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

        var app = builder.Build();
        app.Services.GetRequiredService<SecretRedactor>().AddSettings(settings, builder.Configuration);
        app.UseForwardedRequest(settings.TrustedProxies, ForwardedHeaders.XForwardedFor);
        app.UseMiddleware<AuditMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(status => status.HttpContext.RequestServices.GetRequiredService<StatusProblems>().WriteAsync(status));
        app.UseMiddleware<HeaderLimit>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthEndpoints();
        app.MapApi();
        Stack.Map(app);
        return app;
    }

    /// <summary>This machine only, unless an address is configured: what is offered to others should be offered on purpose.</summary>
    private static void Listen(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel((context, kestrel) =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        // Larger than what is let through, so that it is our answer that says so, not a closed connection.
        kestrel.Limits.MaxRequestHeadersTotalSize = 8 * HeaderLimit.Most;
        kestrel.Limits.MaxRequestLineSize = 4 * HeaderLimit.Most;
        kestrel.Limits.MaxRequestHeaderCount = 1_000;
        if (DefaultEndPoint(context.Configuration) is { } own)
            kestrel.Listen(own);
    });

    /// <summary>Where it listens when the configuration does not say; null when it does.</summary>
    internal static IPEndPoint? DefaultEndPoint(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey]) && !configuration.GetSection("Kestrel:Endpoints").Exists()
            ? new IPEndPoint(IPAddress.Loopback, DefaultPort)
            : null;

    private static void AddSettings(IServiceCollection services, WorkerSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<DatabaseRegistry>();
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton(provider => new PlatformDatabase(
            settings.PlatformConnection, settings.PlatformOwnerConnection, provider.GetRequiredService<WorkerIdentity>().Name,
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddRuns(IServiceCollection services)
    {
        services.AddSingleton<RunStore>().AddSingleton<RunEventStore>().AddSingleton<RunClaims>().AddSingleton<RunFeed>().AddSingleton<BackfillFeed>();
        services.AddSingleton<ChangeFeed>().AddSingleton<BackfillPaceStore>();
        services.AddSingleton<RunJudgement>().AddSingleton<RunChoice>().AddSingleton<RunWork>().AddSingleton<EarlierAttempts>().AddSingleton<RunExecution>();
        services.AddSingleton<PlanCalculation>().AddSingleton<WindowStore>().AddSingleton<WindowBook>().AddSingleton<WorkerList>().AddSingleton<LaneLoan>();
        services.AddSingleton<ProgramRunner>().AddSingleton<HookFactory>();
        // How long a webhook may take is the hook's to say.
        services.AddHttpClient(HookFactory.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<QueueCoordinator>();
    }

    private static void AddApi(IServiceCollection services)
    {
        services.AddSingleton<DatabaseReading>().AddSingleton<DatabaseOverview>().AddSingleton<MigrationContent>().AddSingleton<RunDocuments>();
        services.AddSingleton<ProblemWriter>().AddSingleton<StatusProblems>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<DocumentRedaction>().AddOptions<JsonOptions>().Configure<DocumentRedaction>((options, redaction) =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, redaction.Resolver);
            options.SerializerOptions.AllowOutOfOrderMetadataProperties = true;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        services.AddOpenApi("v1", ApiDescription.Configure);
    }

    private static void AddSecurity(IServiceCollection services)
    {
        services.AddSingleton<TokenStore>().AddSingleton<BootstrapToken>().AddSingleton<AuditStore>().AddSingleton<AuditTrail>();
        services.AddSingleton<FailureLimiter>().AddSingleton<StrangerCount>();
        services.AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorization(AccessPolicy.Configure);
    }

    /// <summary>A service that runs in the background and that others know as well.</summary>
    internal static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
