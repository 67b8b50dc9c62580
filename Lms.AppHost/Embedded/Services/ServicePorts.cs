using System.Globalization;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.AppHost.Embedded.Services;

/// <summary>The TCP ports of services of one kind: those asked for, else those of the last start, else the first free ones.</summary>
/// <param name="wish">Which they would like to have.</param>
/// <param name="file">Remembers them from start to start.</param>
internal sealed class ServicePorts(PortWish wish, string file)
{
    private const int Last = 65535;
    private readonly Lock gate = new();
    private readonly int[] ports = new int[wish.Count];

    /// <summary>Reads what was remembered; call before anything else.</summary>
    public void Recall()
    {
        lock (gate)
        {
            var remembered = wish.Wished == 0 ? Remembered() : [];
            for (var service = 0; service < ports.Length; service++)
                ports[service] = wish.Wished != 0 ? wish.Wished + service : remembered.ElementAtOrDefault(service);
        }
    }

    /// <summary>A service's port, free at this moment: the one that it has, else the next one that nobody has.</summary>
    /// <param name="service">From 0.</param>
    /// <returns>The port, and the one that another program has taken; 0 where none was taken.</returns>
    /// <exception cref="HostException">There is none.</exception>
    public (int Port, int Taken) Take(int service)
    {
        lock (gate)
        {
            var had = ports[service];
            if (had == 0 && wish.IsWellKnown)
                had = wish.First + service;
            var from = had == 0 ? wish.First : had;
            var port = Enumerable.Range(from, Last + 1 - from).FirstOrDefault(port => IsFor(service, port));
            if (port == 0)
                throw new HostException($"No TCP port from {from} on is free for {wish.Kind}: name one with {wish.Option}.");
            ports[service] = port;
            Remember();
            return (port, had == port ? 0 : had);
        }
    }

    /// <summary>Whether a service's port could be listened on at this moment.</summary>
    public bool IsFree(int service)
    {
        lock (gate)
            return FreePort.IsFree(ports[service]);
    }

    private bool IsFor(int service, int port) =>
        (ports[service] == port || !ports.Contains(port)) && FreePort.IsFree(port);

    /// <summary>With those of services that this start does not have, so that a later one finds them again.</summary>
    private void Remember()
    {
        var all = ports.Concat(Remembered().Skip(ports.Length)).Where(port => port != 0);
        File.WriteAllText(file, string.Join(' ', all.Select(port => port.ToString(CultureInfo.InvariantCulture))));
    }

    private List<int> Remembered() => File.Exists(file)
        ? [.. File.ReadAllText(file).Split(' ').Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= Last ? port : 0)]
        : [];
}
