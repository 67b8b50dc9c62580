using System.Diagnostics;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Workers;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.Embedded.State;
using Lms.Contracts.Client;
using Spectre.Console;

namespace Lms.AppHost.Embedded.Dashboard;

/// <summary>The dashboard, and a link that signs whoever started the host in.</summary>
internal sealed class DashboardResource : ServiceResource, IDashboard
{
    private const string Project = "Lms.Dashboard";
    private const int FirstPort = 5170;

    private readonly DashboardSetup setup;
    private readonly string token;
    private readonly RunningStateFile state;

    /// <param name="options">Where it shall listen.</param>
    /// <param name="workers">Whom it asks; started before it.</param>
    /// <param name="directory">Where its log, its port and its keys are kept.</param>
    /// <param name="state">Tells commands where it is.</param>
    /// <param name="screen">Where its log is shown.</param>
    /// <param name="time">The clock for pauses.</param>
    /// <exception cref="HostException">It was not built.</exception>
    public DashboardResource(
        HostOptions options, WorkerGroup workers, string directory, RunningStateFile state, Screen screen, TimeProvider time)
        : base(new ServiceLabel("dashboard", Color.Orange1), directory, PortFor(options, directory), new ServiceHealth(time), screen, time)
    {
        var program = ServiceProgram.Find(Project, "dashboard", "--no-dashboard");
        setup = new DashboardSetup(program, options.Checkout, workers.Workers, Path.Combine(directory, "dashboard-keys"));
        token = workers.Token;
        this.state = state;
        Changed += Announce;
    }

    public string? Link { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Port.Recall();
        return base.StartAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Health.Dispose();
    }

    protected override ProcessStartInfo Describe(Uri address) => setup.Start(address);

    /// <summary>Links are kept in its memory: each life needs one of its own.</summary>
    protected override async Task WelcomeAsync(Uri address, bool isFirst, CancellationToken life)
    {
        try
        {
            using var client = new DashboardClient(address, token);
            Link = (await client.CreateLinkAsync(life)).Url;
        }
        catch (ApiException fault)
        {
            Screen.Notice($"{Name}: there is no link to sign in with: {fault.Message}");
        }

        // The first one stands on the board.
        if (!isFirst)
            Screen.Notice(DashboardLine.Of(this));
    }

    private static ServicePort PortFor(HostOptions options, string directory) => new(
        new ServicePorts(
            new PortWish("the dashboard", options.DashboardPort, "--dashboard-port", FirstPort, Count: 1) { IsWellKnown = true },
            Path.Combine(directory, "dashboard-port")),
        Index: 0);

    private void Announce(object? sender, EventArgs changed)
    {
        if (!IsHealthy)
            Link = null;
        state.AnnounceDashboard(IsHealthy ? Address : null);
    }
}
