using System.Net;
using Lms.Contracts.Access;
using Lms.Contracts.Client;
using Lms.Migrations.Worker;
using Lms.Migrations.Worker.Coordination;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.Testing.Workers;

/// <summary>A worker in this process, on a port of the loopback.</summary>
public sealed class WorkerHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<LmsClient> clients = [];
    private bool isStopped;

    private WorkerHost(WebApplication app, WorkerSetup setup, Uri address)
    {
        this.app = app;
        Setup = setup;
        Address = address;
        Admin = ClientWith(setup.AdminToken);
    }

    public WorkerSetup Setup { get; }

    public Uri Address { get; }

    /// <summary>A client of the role admin, whose actor is <c>bootstrap</c>.</summary>
    public LmsClient Admin { get; }

    internal ICoordinator Coordinator => app.Services.GetRequiredService<ICoordinator>();

    public static Task<WorkerHost> StartAsync(WorkerSetup setup, CancellationToken cancellationToken) => StartAsync(setup, _ => { }, cancellationToken);

    /// <summary>The same, with services of the test's own among the worker's.</summary>
    public static async Task<WorkerHost> StartAsync(WorkerSetup setup, Action<IServiceCollection> add, CancellationToken cancellationToken)
    {
        var built = WorkerApplication.Build(["--urls", "http://127.0.0.1:0", "--environment", setup.Environment], builder =>
        {
            builder.Configuration.AddInMemoryCollection(setup.Settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
            add(builder.Services);
        });
        await WorkerProgram.PrepareAsync(built);
        await built.StartAsync(cancellationToken);
        var address = built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var host = new WorkerHost(built, setup, new Uri(address));
        await host.UntilHealthyAsync(cancellationToken);
        return host;
    }

    internal T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>A client for a new token of that role.</summary>
    public async Task<LmsClient> ClientOfAsync(string role, string actor, CancellationToken cancellationToken)
    {
        var created = await Admin.CreateTokenAsync(new NewTokenDocument(actor, role, LifetimeHours: 1), cancellationToken);
        return ClientWith(created.Secret);
    }

    public LmsClient ClientWith(string? token)
    {
        var client = new LmsClient(Address, token);
        clients.Add(client);
        return client;
    }

    /// <summary>Raw HTTP, with a token or without.</summary>
    public HttpClient HttpWith(string? token)
    {
        var http = new HttpClient { BaseAddress = Address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Raw HTTP from another address of this machine.</summary>
    public HttpClient HttpFrom(IPAddress source, string? token)
    {
        var http = LoopbackHttp.From(source, Address);
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>Stops the worker as SIGTERM does.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        isStopped = true;
        return app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        if (!isStopped)
            await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task UntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(50, cancellationToken);
        }
    }
}
