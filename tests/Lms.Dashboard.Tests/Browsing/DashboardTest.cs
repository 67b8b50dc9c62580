using Lms.Contracts.Access;
using Lms.Dashboard.Tests.Hosting;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Playwright;

namespace Lms.Dashboard.Tests.Browsing;

/// <summary>A worker over a database of the test's own, a dashboard over the worker, and people who look at it.</summary>
public abstract class DashboardTest(PostgresServer server, Chromium chromium) : WorkerTest(server)
{
    protected Chromium Chromium { get; } = chromium;

    protected WorkerHost Worker { get; private set; } = null!;

    protected DashboardHost Dashboard { get; private set; } = null!;

    /// <summary>What the worker is told; a test may say it otherwise.</summary>
    protected virtual WorkerSetup Configure() => NewSetup();

    /// <summary>Migrations that are there before the worker starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await PrepareAsync();
        Worker = await StartAsync(Configure());
        Dashboard = await DashboardHost.StartAsync(Token, Worker.Address);
    }

    public override async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Worker.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Somebody who is not signed in.</summary>
    protected Task<Visitor> ArriveAsync(BrowserNewContextOptions? options = null) => Visitor.ArriveAsync(Chromium, Dashboard.Address, options);

    /// <summary>Somebody who is.</summary>
    protected async Task<Visitor> SignInAsync(string role = Roles.Admin, string actor = "alice", BrowserNewContextOptions? options = null)
    {
        var created = await Worker.Admin.CreateTokenAsync(new NewTokenDocument(actor, role, LifetimeHours: 1), Token);
        var visitor = await ArriveAsync(options);
        await visitor.Page.GotoAsync((await Dashboard.CreateLinkAsync(created.Secret, Token)).ToString());
        return visitor;
    }

    protected static BrowserNewContextOptions WithoutScripts => new() { JavaScriptEnabled = false };
}
