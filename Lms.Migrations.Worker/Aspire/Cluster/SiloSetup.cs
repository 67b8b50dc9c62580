using System.Net;
using System.Net.Sockets;
using Lms.Migrations.Worker.Settings;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Lms.Migrations.Worker.Cluster;

/// <summary>Makes the worker a silo: section <c>Orleans</c> of the configuration, as Aspire writes it, and what holds where that says nothing.</summary>
internal static class SiloSetup
{
    private const string Section = "Orleans";
    private const string Clustering = $"{Section}:Clustering";
    private const string DefaultName = "lms";

    public static void AddSilo(this WebApplicationBuilder builder, WorkerSettings settings)
    {
        builder.Logging.AddFilter(Section, LogLevel.Warning).AddFilter("Microsoft.Orleans", LogLevel.Warning)
            // At every start, the one recommends another garbage collector and the other takes the start for a standstill.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = builder.Configuration[$"{Section}:ClusterId"] ?? DefaultName;
                cluster.ServiceId = builder.Configuration[$"{Section}:ServiceId"] ?? DefaultName;
            });
            silo.Configure<EndpointOptions>(endpoints => Listen(endpoints, builder.Configuration.GetSection($"{Section}:Endpoints")));
            silo.Configure<ClusterMembershipOptions>(Watch);
            silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = TimeSpan.FromSeconds(10));
            if (!builder.Configuration.GetSection(Clustering).Exists())
                silo.UseAdoNetClustering(table => table.Invariant = SiloConnections.Invariant);
            silo.Services.AddSingleton<SiloConnections>()
                .AddOptions<AdoNetClusteringSiloOptions>().PostConfigure<SiloConnections>((table, connections) => connections.Open(table));
            silo.AddActivityPropagation();
            silo.AddDashboard();
            silo.Services.AddSingleton<SiloFate>().AddSingleton<IFatalErrorHandler>(provider => provider.GetRequiredService<SiloFate>());
            silo.Services.AddSingleton<SiloStanding>();
        });
        builder.Services.AddHealthChecks().AddCheck<SiloHealth>("silo");
    }

    /// <summary>Whether the silo of a worker so configured can be reached from this machine only.</summary>
    public static bool IsLocal(IConfiguration configuration) =>
        configuration[$"{Section}:Endpoints:{nameof(EndpointOptions.AdvertisedIPAddress)}"] is not { Length: > 0 } address
        || (IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed));

    /// <summary>This machine only, unless an address is configured: whoever reaches a silo's port is believed. Any port will do, for silos find each
    /// other by the table; and there is no gateway, for nobody but silos asks.</summary>
    private static void Listen(EndpointOptions endpoints, IConfigurationSection section)
    {
        if (section[nameof(EndpointOptions.AdvertisedIPAddress)] is not { Length: > 0 })
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
        if (section[nameof(EndpointOptions.SiloPort)] is not { Length: > 0 })
            endpoints.SiloPort = FreePort(endpoints.AdvertisedIPAddress ?? IPAddress.Loopback);
        if (section[nameof(EndpointOptions.GatewayPort)] is not { Length: > 0 })
            endpoints.GatewayPort = 0;
    }

    /// <summary>How soon a silo that is silent is given up. What waits for it meanwhile is only who asks through it: no run depends on it.</summary>
    private static void Watch(ClusterMembershipOptions membership)
    {
        // Six seconds: longer than any pause of a worker that is well, shorter than the patience of whoever waits for an answer.
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // Whoever starts after all were killed sees by this that nobody is there any more.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        membership.NumMissedTableIAmAliveLimit = 2;
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
