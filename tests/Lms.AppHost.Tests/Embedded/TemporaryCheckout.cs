using System.Security.Cryptography;
using System.Text.Json;
using Lms.Contracts.Client;
using Lms.Contracts.Databases;
using Lms.Testing;
using Npgsql;

namespace Lms.AppHost.Tests;

/// <summary>A checkout with the migrations of both databases and the seeders of withdrawals, whose databases' data lie in it and go with it.</summary>
internal sealed class TemporaryCheckout : IDisposable
{
    private const int PortsOfEach = 10;

    // Out of the way of an app host that somebody works with, below the range that outgoing connections use.
    private static int nextPort = RandomNumberGenerator.GetInt32(2_000, 3_000) * PortsOfEach;

    public TemporaryCheckout()
    {
        // Not CreateTempSubdirectory: the account that runs PostgreSQL for root must reach it.
        Directory = Path.Combine(Path.GetTempPath(), $"lms-checkout-{Guid.NewGuid():N}");
        Copy(Repository.LmsCatalog, Catalog);
        Copy(Repository.WithdrawalsCatalog, WithdrawalsCatalog);
        Copy(Repository.WithdrawalsSeeders, Path.Combine(Directory, "seeders", "withdrawals"));
    }

    public string Directory { get; }

    public string Catalog => Path.Combine(Directory, "migrations", "lms");

    public string WithdrawalsCatalog => Path.Combine(Directory, "migrations", "withdrawals");

    public string Data => Path.Combine(Directory, "data");

    /// <summary>The first worker's; the next ones are its hosts' too.</summary>
    public int WorkerPort { get; } = Interlocked.Add(ref nextPort, PortsOfEach);

    /// <summary>Above all workers that a host can have.</summary>
    public int DashboardPort => WorkerPort + 8;

    public string StateFile => Path.Combine(Directory, ".lms", "running.json");

    public string PostmasterPidFile => Path.Combine(Data, "pgdata", "postmaster.pid");

    public TestDatabase Database => new(ConnectionOf("lms"));

    /// <summary>The documents, looked at over the connection of the other database's server.</summary>
    public DocumentTestDatabase Withdrawals =>
        new(new NpgsqlConnectionStringBuilder(ConnectionOf("lms")) { Database = "postgres" }.ConnectionString, "withdrawals");

    /// <summary>A database's connection string as the state file tells it.</summary>
    public string ConnectionOf(string database)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(StateFile));
        return state.RootElement.GetProperty("databases").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == database).GetProperty("connection").GetString()!;
    }

    /// <summary>The database that the workers share.</summary>
    public TestDatabase Platform =>
        new(new NpgsqlConnectionStringBuilder(ConnectionOf("lms")) { Database = "platform" }.ConnectionString);

    /// <summary>Starts the app host on this checkout and its data, without a dashboard, which few tests are about.</summary>
    public HostProcess Start(params string[] more) => StartAsLastTime(["--worker-port", $"{WorkerPort}", "--no-dashboard", .. more]);

    /// <summary>The same with a dashboard.</summary>
    public HostProcess StartWithDashboard(params string[] more) => HostProcess.Start([.. WithDashboard, .. more]);

    /// <summary>The options of a host with a dashboard.</summary>
    public string[] WithDashboard =>
        ["--root", Directory, "--data", Data, "--worker-port", $"{WorkerPort}", "--dashboard-port", $"{DashboardPort}"];

    /// <summary>The same, on the ports of the last start.</summary>
    public HostProcess StartAsLastTime(params string[] more) => HostProcess.Start(["--root", Directory, "--data", Data, .. more]);

    /// <summary>Where a worker answers, from 1.</summary>
    public Uri AddressOf(int worker) => new($"http://127.0.0.1:{WorkerPort + worker - 1}");

    /// <summary>Asks the worker that the state file names, with the token that it tells.</summary>
    public LmsClient Connect()
    {
        var (address, token) = ReadServer();
        return new LmsClient(address, token);
    }

    /// <summary>The worker that the state file names, and the token.</summary>
    public (Uri Address, string Token) ReadServer()
    {
        using var state = JsonDocument.Parse(File.ReadAllText(StateFile));
        var server = state.RootElement.GetProperty("server");
        return (new Uri(server.GetProperty("url").GetString()!), server.GetProperty("token").GetString()!);
    }

    /// <summary>All workers that the state file names.</summary>
    public IReadOnlyList<Uri> ReadWorkers()
    {
        using var state = JsonDocument.Parse(File.ReadAllText(StateFile));
        return [.. state.RootElement.GetProperty("server").GetProperty("urls").EnumerateArray().Select(url => new Uri(url.GetString()!))];
    }

    /// <summary>The workers that live, by name.</summary>
    public async Task<IReadOnlyList<WorkerDocument>> ListWorkersAsync(CancellationToken cancellationToken)
    {
        using var client = Connect();
        var all = await client.ListWorkersAsync(cancellationToken);
        return [.. all.Workers.Where(worker => worker.IsAlive).OrderBy(worker => worker.Name, StringComparer.Ordinal)];
    }

    /// <summary>What a worker has said so far.</summary>
    public string ReadLogOf(int worker) => ReadLogOf($"worker-{worker}");

    /// <summary>What a service has said so far.</summary>
    public string ReadLogOf(string service) => File.ReadAllText(Path.Combine(Data, $"{service}.log"));

    private static void Copy(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in System.IO.Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
