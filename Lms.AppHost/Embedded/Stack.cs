using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded;
using Lms.AppHost.Embedded.Dashboard;
using Lms.AppHost.Embedded.Documents;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Workers;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.Embedded.State;

namespace Lms.AppHost;

/// <summary>The embedded stack: child processes on this machine, no containers.</summary>
internal static class Stack
{
    /// <summary>Runs the host as the command line says.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(string[] args) => HostCommandLine.RunAsync(args, async options =>
    {
        using var signals = new TerminationSignals();
        return await new DevelopmentHost(options, new Screen(), TimeProvider.System).RunAsync(signals.Token);
    });

    /// <summary>Everything the host runs, in order of start. A new resource is one more line here.</summary>
    /// <exception cref="HostException">Something that it needs was not built.</exception>
    public static StackComposition Compose(HostOptions options, Screen screen, TimeProvider time)
    {
        var postgres = new PostgresResource(options, screen, time);
        var lms = new PostgresDatabase("lms", postgres, options.Checkout);
        var withdrawals = new DocumentDatabase("withdrawals", postgres, options.Checkout);
        // Before the migrations: while one waits or fails, ./lms is what one looks with.
        var state = new RunningStateFile(options.Checkout, [lms, withdrawals], screen, time);
        var mongo = options.HasMongo ? new MongoEndpointResource(options, postgres, withdrawals.Name, state, screen) : null;
        IResource[] databases = [postgres, lms, withdrawals, state, .. mongo is null ? (IResource[])[] : [mongo], new DemoSeeding(withdrawals, screen)];
        if (options.Workers == 0)
        {
            return new StackComposition(
                Resources: [.. databases, new SchemaMigration(lms, screen), new SchemaMigration(withdrawals, screen)],
                Databases: [lms, withdrawals],
                Services: [],
                Places: postgres.Places)
            {
                Mongo = mongo,
            };
        }

        var platform = new PostgresDatabase("platform", postgres, options.Checkout);
        var workers = new WorkerGroup(options, platform, [lms, withdrawals], postgres.StateDirectory, state, screen, time);
        var dashboard = options.HasDashboard ? new DashboardResource(options, workers, postgres.StateDirectory, state, screen, time) : null;
        IReadOnlyList<ServiceResource> services = dashboard is null ? workers.Workers : [.. workers.Workers, dashboard];
        return new StackComposition(
            Resources:
            [
                .. databases,
                platform,
                workers,
                .. dashboard is null ? (IResource[])[] : [dashboard],
                new WorkerMigration(lms, workers, screen, time),
                new WorkerMigration(withdrawals, workers, screen, time),
            ],
            Databases: [lms, withdrawals],
            Services: services,
            Places: [.. postgres.Places, .. services.Select(service => (service.Name, service.LogFile))])
        {
            Dashboard = dashboard,
            Mongo = mongo,
        };
    }

    /// <summary>Provides all that a start needs beyond its data: the programs, and the template that data is copied from.</summary>
    public static Task PrepareAsync(Screen screen, CancellationToken cancellationToken) =>
        PostgresResource.PrepareAsync(screen, cancellationToken);
}
