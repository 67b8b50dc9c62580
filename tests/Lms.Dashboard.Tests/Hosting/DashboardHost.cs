using System.Net.Http.Headers;
using System.Net.Http.Json;
using Lms.Contracts.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.Dashboard.Tests.Hosting;

/// <summary>A dashboard in this process, on a port of the loopback, over workers that really run.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo keys;

    private DashboardHost(WebApplication app, DirectoryInfo keys, Uri address)
    {
        this.app = app;
        this.keys = keys;
        Address = address;
    }

    public Uri Address { get; }

    public static Task<DashboardHost> StartAsync(CancellationToken cancellationToken, params Uri[] workers) => StartAsync([], cancellationToken, workers);

    /// <param name="more">Settings beside those that it needs.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="workers">Whom it asks.</param>
    public static async Task<DashboardHost> StartAsync(
        IReadOnlyList<(string Key, string Value)> more, CancellationToken cancellationToken, params Uri[] workers)
    {
        var directory = Directory.CreateTempSubdirectory("lms-dashboard-");
        var settings = new Dictionary<string, string?> { ["Lms:Keys"] = directory.FullName, ["Logging:LogLevel:Default"] = "Warning" };
        foreach (var (key, value) in more)
            settings[key] = value;
        foreach (var (index, worker) in workers.Index())
            settings[$"Lms:Workers:{index}"] = worker.ToString();
        var built = DashboardApplication.Build(["--urls", "http://127.0.0.1:0"], builder => builder.Configuration.AddInMemoryCollection(settings));
        await built.StartAsync(cancellationToken);
        var address = built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new DashboardHost(built, directory, new Uri(address));
    }

    /// <summary>A link that signs its first opener in with a token.</summary>
    public async Task<Uri> CreateLinkAsync(string token, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.PostAsync(new Uri("/sign-in/links", UriKind.Relative), content: null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new Uri((await answer.Content.ReadFromJsonAsync<SignInLinkDocument>(cancellationToken))!.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        keys.Delete(recursive: true);
    }
}
