using System.Globalization;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>The TCP ports of the workers: those asked for, else those of the last start, else the first free ones.</summary>
/// <param name="wished">The first worker's, the others follow; 0 for none in particular.</param>
/// <param name="count">How many workers there are.</param>
/// <param name="file">Remembers them from start to start.</param>
internal sealed class WorkerPorts(int wished, int count, string file)
{
    private const int First = 5180;
    private const int Last = 65535;
    private readonly Lock gate = new();
    private readonly int[] ports = new int[count];

    /// <summary>Reads what was remembered; call before anything else.</summary>
    public void Recall()
    {
        lock (gate)
        {
            var remembered = wished == 0 ? Remembered() : [];
            for (var worker = 0; worker < count; worker++)
                ports[worker] = wished != 0 ? wished + worker : remembered.ElementAtOrDefault(worker);
        }
    }

    /// <summary>A worker's port, free at this moment: the one that it has, else the next one that nobody has.</summary>
    /// <param name="worker">From 0.</param>
    /// <returns>The port, and the one that another program has taken; 0 where none was taken.</returns>
    /// <exception cref="HostException">There is none.</exception>
    public (int Port, int Taken) Take(int worker)
    {
        lock (gate)
        {
            var had = ports[worker];
            var from = had == 0 ? First : had;
            var port = Enumerable.Range(from, Last + 1 - from).FirstOrDefault(port => IsFor(worker, port));
            if (port == 0)
                throw new HostException($"No TCP port from {from} on is free for a worker: name one with --worker-port.");
            ports[worker] = port;
            Remember();
            return (port, had == port ? 0 : had);
        }
    }

    /// <summary>Whether a worker's port could be listened on at this moment.</summary>
    public bool IsFree(int worker)
    {
        lock (gate)
            return FreePort.IsFree(ports[worker]);
    }

    private bool IsFor(int worker, int port) =>
        (ports[worker] == port || !ports.Contains(port)) && FreePort.IsFree(port);

    /// <summary>With those of workers that this start does not have, so that a later one finds them again.</summary>
    private void Remember()
    {
        var all = ports.Concat(Remembered().Skip(count)).Where(port => port != 0);
        File.WriteAllText(file, string.Join(' ', all.Select(port => port.ToString(CultureInfo.InvariantCulture))));
    }

    private List<int> Remembered() => File.Exists(file)
        ? [.. File.ReadAllText(file).Split(' ').Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= Last ? port : 0)]
        : [];
}
