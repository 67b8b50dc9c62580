using System.Text.Json;
using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.Embedded.State;
using Lms.Contracts.Access;
using Lms.Contracts.Client;
using Lms.Contracts.Failures;
using Npgsql;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>All workers: started side by side, stopped side by side, each supervised by itself.</summary>
internal sealed class WorkerGroup : IResource
{
    private const string Project = "Lms.Migrations.Worker";
    private const int FirstPort = 5180;
    private const string ClockSql = "SELECT clock_timestamp()";

    /// <summary>Longer than it takes to start a worker that died.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly HostedDatabase platform;
    private readonly RunningStateFile state;
    private readonly TimeProvider time;
    private readonly Lock announcing = new();
    private readonly ServicePorts ports;
    private readonly WorkerHealth health;

    /// <param name="options">How many, and where.</param>
    /// <param name="platform">The database that they share.</param>
    /// <param name="databases">What they look after.</param>
    /// <param name="directory">Where their logs and ports are kept; there when they start.</param>
    /// <param name="state">Tells commands where to ask.</param>
    /// <param name="screen">Where their logs are shown.</param>
    /// <param name="time">The clock for pauses.</param>
    /// <exception cref="HostException">There is no worker to start.</exception>
    public WorkerGroup(
        HostOptions options, HostedDatabase platform, IReadOnlyList<HostedDatabase> databases, string directory, RunningStateFile state,
        Screen screen, TimeProvider time)
    {
        this.platform = platform;
        this.state = state;
        this.time = time;
        ports = new ServicePorts(
            new PortWish("a worker", options.WorkerPort, "--worker-port", FirstPort, options.Workers), Path.Combine(directory, "worker-ports"));
        health = new WorkerHealth(Token, time);
        var program = ServiceProgram.Find(Project, "worker", "--workers 0");
        var setup = new WorkerSetup(program, options.Checkout, platform, databases, Token);
        Workers = [.. Enumerable.Range(0, options.Workers)
            .Select(index => new WorkerResource(index, setup, ports, health, directory, screen, time))];
        foreach (var worker in Workers)
            worker.Changed += Announce;
    }

    public IReadOnlyList<WorkerResource> Workers { get; }

    /// <summary>What they know whoever started them by.</summary>
    public string Token { get; } = TokenText.Create().ToString();

    /// <summary>When they were started, by the platform database's clock.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Whether there is anybody to ask.</summary>
    public bool IsUp => Workers.Any(worker => worker.IsHealthy);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ports.Recall();
        StartedAt = await ReadClockAsync(cancellationToken);
        await Task.WhenAll(Workers.Select(worker => worker.StartAsync(cancellationToken)));
    }

    /// <summary>Asks a worker; when it does not answer, the next one.</summary>
    /// <exception cref="ApiException">It refuses, or none answered for half a minute.</exception>
    public async Task<T> AskAsync<T>(Func<LmsClient, Task<T>> question, CancellationToken cancellationToken)
    {
        long? since = null;
        while (true)
        {
            foreach (var worker in Workers.Where(worker => worker.IsHealthy))
            {
                try
                {
                    using var client = new LmsClient(worker.Address!, Token);
                    return await question(client);
                }
                catch (ApiException fault) when (IsUnreachable(fault))
                {
                    // It has died just now, and is started again.
                }
            }

            since ??= time.GetTimestamp();
            if (Workers.All(worker => worker.IsGivenUp) || time.GetElapsedTime(since.Value) > Patience)
                throw NobodyAnswers();
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Workers.Select(worker => worker.DisposeAsync().AsTask()));
        health.Dispose();
    }

    private async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Not from a pool: that may still hold sessions of a server that died and was started again.
            var settings = new NpgsqlConnectionStringBuilder(platform.Target.ConnectionString) { Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(ClockSql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return reader.GetFieldValue<DateTimeOffset>(0);
        }
        catch (NpgsqlException fault)
        {
            throw new HostException($"The database '{platform.Name}' cannot be used: {fault.Message}", fault);
        }
    }

    private void Announce(object? sender, EventArgs changed)
    {
        // Whoever looked last writes last.
        lock (announcing)
            state.AnnounceServer([.. Workers.Where(worker => worker.IsHealthy).Select(worker => worker.Address!)], Token);
    }

    // What answers, but not as a worker does, is no reason to ask another one.
    private static bool IsUnreachable(ApiException fault) => fault is { Status: null, InnerException: not JsonException };

    private static ApiException NobodyAnswers() => new(
        new Failure
        {
            Kind = "unavailable",
            ExitCode = ExitCode.Unavailable,
            Message = "no worker answers",
            WayOut = "Their logs say why.",
        },
        status: null);
}
