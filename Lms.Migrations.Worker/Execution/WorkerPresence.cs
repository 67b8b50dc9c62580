using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Shows the other workers that this one lives: by a lock that the server drops with its connection, and by a heartbeat.</summary>
internal sealed class WorkerPresence(
    PlatformDatabase platform, WorkerIdentity identity, TimeProvider time, ILogger<WorkerPresence> logger) : BackgroundService
{
    /// <summary>The first half of the lock's key; the second is the worker's own.</summary>
    public const int LockClass = 0x6c6d73;

    /// <summary>How often it is heard of.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private const string RegisterSql = """
        INSERT INTO workers (id, name, host, process_id, version, presence) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp(), presence = excluded.presence
        """;

    private const string HeartbeatSql = "UPDATE workers SET heartbeat_at = clock_timestamp() WHERE id = $1";

    private const string EndSql = "UPDATE workers SET stopped_at = clock_timestamp() WHERE id = $1";

    // Others that lost the platform database with this one come back within their pause and what a connection takes.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);

    private readonly TaskCompletionSource registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastHeartbeat;
    private long cameBackAt;

    /// <summary>Completes when the other workers know of this one; before that it takes no run.</summary>
    public Task Registered => registered.Task;

    /// <summary>Whether the others have heard of it lately.</summary>
    public bool IsHeard => Volatile.Read(ref lastHeartbeat) is > 0 and var at && time.GetElapsedTime(at) < Heartbeat * 3;

    /// <summary>Whether it may say of others that they are gone: just come back itself, it cannot tell them from those that are about to.</summary>
    public bool MayJudge => Volatile.Read(ref cameBackAt) is var at && (at == 0 || time.GetElapsedTime(at) >= Settling);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var command = platform.Source.Create(EndSql, PlatformCommand.Id(identity.Id));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // The others find out by themselves.
            Log.FarewellUnsaid(logger, exception.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PlatformConnection.HoldAsync(LiveAsync, why => Log.PlatformLost(logger, why), Heartbeat, time, stoppingToken);

    /// <summary>Lives until the connection breaks.</summary>
    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        await using var connection = new NpgsqlConnection(platform.UnpooledConnectionString);
        await connection.OpenAsync(stoppingToken);
        await using (var hold = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connection)
        {
            Parameters = { new() { Value = LockClass }, new() { Value = identity.Presence } },
        })
        {
            await hold.ExecuteNonQueryAsync(stoppingToken);
        }

        await using (var register = new NpgsqlCommand(RegisterSql, connection)
        {
            Parameters =
            {
                PlatformCommand.Id(identity.Id), PlatformCommand.Text(identity.Name), PlatformCommand.Text(Environment.MachineName),
                new() { Value = Environment.ProcessId }, PlatformCommand.Text(identity.Version),
                new() { Value = identity.Presence },
            },
        })
        {
            await register.ExecuteNonQueryAsync(stoppingToken);
        }

        if (!registered.TrySetResult())
            Volatile.Write(ref cameBackAt, time.GetTimestamp());
        Volatile.Write(ref lastHeartbeat, time.GetTimestamp());
        while (true)
        {
            await Task.Delay(Heartbeat, time, stoppingToken);
            await using var heartbeat = new NpgsqlCommand(HeartbeatSql, connection) { Parameters = { PlatformCommand.Id(identity.Id) } };
            await heartbeat.ExecuteNonQueryAsync(stoppingToken);
            Volatile.Write(ref lastHeartbeat, time.GetTimestamp());
        }
    }
}
