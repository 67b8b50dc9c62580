using System.Net;
using Lms.Dashboard.Actions;
using Lms.Dashboard.Components;
using Lms.Dashboard.Exports;
using Lms.Dashboard.Histories;
using Lms.Dashboard.Live;
using Lms.Dashboard.Runs;
using Lms.Dashboard.Serving;
using Lms.Dashboard.Settings;
using Lms.Dashboard.SignIn;
using Lms.Dashboard.Troubles;
using Lms.Dashboard.Visits;
using Lms.Dashboard.Workers;
using Lms.ServiceDefaults;
using Lms.ServiceDefaults.Health;
using Lms.ServiceDefaults.Lifetime;
using Lms.ServiceDefaults.Proxies;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;

namespace Lms.Dashboard;

/// <summary>What the dashboard is made of.</summary>
internal static class DashboardApplication
{
    private const int DefaultPort = 5170;
    private const int LargestBody = 64 * 1024;

    /// <exception cref="ServiceConfigurationException">The configuration is wrong.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customize = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        customize?.Invoke(builder);
        builder.AddServiceDefaults();
        var settings = SettingsReader.Read(builder.Configuration);
        Listen(builder);
        // What each request asks for is in traces.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Where keys lie in the clear is said in docs/dashboard.md, once.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddSingleton(settings);
        if (settings.StopsWithInput)
            builder.Services.StopWithInput();
        AddPages(builder.Services);
        AddSignIn(builder.Services, settings);

        var app = builder.Build();
        app.UseForwardedRequest(
            settings.TrustedProxies, ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
        app.UseResponseCompression();
        app.UseSecurityHeaders();
        app.UseAssets();
        app.UseMiddleware<TroubleMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        Map(app);
        return app;
    }

    /// <summary>This machine only, unless an address is configured: what is offered to others should be offered on purpose.</summary>
    private static void Listen(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel((context, kestrel) =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        if (string.IsNullOrEmpty(context.Configuration[WebHostDefaults.ServerUrlsKey]) && !context.Configuration.GetSection("Kestrel:Endpoints").Exists())
            kestrel.Listen(IPAddress.Loopback, DefaultPort);
    });

    private static void AddPages(IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton<WorkerClients>().AddSingleton<DatabaseNames>().AddSingleton<MergedHistory>();
        services.AddSingleton<RunStories>().AddSingleton<Submissions>().AddSingleton<Flashes>();
        services.AddScoped<Visit>().AddScoped<FormAction>();
        // Pages hold nothing that somebody could both choose and not know: the forms' tokens are masked anew for each.
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = System.IO.Compression.CompressionLevel.Fastest);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "lms-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            // Said by the policy of the page, for newer browsers and in more detail.
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    private static void AddSignIn(IServiceCollection services, DashboardSettings settings)
    {
        var keys = services.AddDataProtection().SetApplicationName("Lms.Dashboard");
        if (settings.KeyDirectory is { } directory)
            keys.PersistKeysToFileSystem(new DirectoryInfo(directory));
        services.AddSingleton<SignInLinks>().AddSingleton<Sessions>().AddSingleton<SignInLimit>();
        services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme, Configure);
        services.AddAuthorization(options =>
            options.FallbackPolicy = options.DefaultPolicy = new AuthorizationPolicyBuilder(Sessions.Scheme).RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
    }

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "lms-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        // Never in the clear where the page was not, either.
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Sessions.Longest;
        options.SlidingExpiration = false;
        options.Events.OnRedirectToLogin = redirect =>
        {
            if (LiveRequest.Is(redirect.Request) || redirect.Request.Path.StartsWithSegments("/live", StringComparison.Ordinal))
                redirect.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else
                redirect.Response.Redirect(ReturnPath.SignIn(problem: null, HttpMethods.IsGet(redirect.Request.Method) ? redirect.Request.Path + redirect.Request.QueryString : null));
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = redirect =>
        {
            redirect.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void Map(WebApplication app)
    {
        app.MapHealthEndpoints();
        SignInEndpoints.Map(app);
        ActionEndpoints.Map(app);
        LiveEndpoints.Map(app);
        ExportEndpoints.Map(app);
        app.MapRazorComponents<App>();
    }
}
