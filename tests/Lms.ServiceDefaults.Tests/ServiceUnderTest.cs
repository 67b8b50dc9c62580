using Lms.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lms.ServiceDefaults.Tests;

/// <summary>A service with the defaults, on a real Kestrel at a free port of the loopback.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    private readonly WebApplication app;

    private ServiceUnderTest(WebApplication app)
    {
        this.app = app;
        // Somebody elsewhere, though it is in the same process: the service does not see the caller's own activity as its parent.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Starts it in production.</summary>
    /// <param name="settings">Its configuration.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="configure">What it has beyond the defaults.</param>
    /// <param name="map">Where it answers beyond the health endpoints.</param>
    public static async Task<ServiceUnderTest> StartAsync(
        IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken,
        Action<IServiceCollection>? configure = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        configure?.Invoke(builder.Services);
        var built = builder.Build();
        map?.Invoke(built);
        built.MapHealthEndpoints();
        await built.StartAsync(cancellationToken);
        return new ServiceUnderTest(built);
    }

    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
