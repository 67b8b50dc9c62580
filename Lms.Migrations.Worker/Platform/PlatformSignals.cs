using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;
using Lms.Migrations.Worker.Security;
using Npgsql;

namespace Lms.Migrations.Worker.Platform;

/// <summary>Hears what all workers do, so that nobody has to poll for it; whoever listens polls all the same, for a signal can be lost.</summary>
internal sealed class PlatformSignals(PlatformDatabase platform, TimeProvider time, ILogger<PlatformSignals> logger) : BackgroundService
{
    private const string TellSql = $"SELECT pg_notify('{RunStore.Channel}', $1::text)";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly string Listen = string.Concat(
        new[] { RunStore.Channel, RunEventStore.Channel, WindowStore.Channel, TokenStore.Channel }.Select(channel => $"LISTEN {channel};"));

    /// <summary>A run is in another state, or shall be.</summary>
    public event EventHandler<RunSignal>? RunChanged;

    /// <summary>Something happened in a run, its state included; in any, when signals are heard again that may have been missed.</summary>
    public event EventHandler<RunSignal>? RunTold;

    /// <summary>A window or a freeze was added or removed.</summary>
    public event EventHandler? WindowsChanged;

    /// <summary>A token was made or revoked.</summary>
    public event EventHandler? TokensChanged;

    /// <summary>Has all workers look at a run that somebody changed without writing into it. Whoever cannot be told finds out by looking.</summary>
    public async Task TryTellAsync(Guid run, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = platform.Source.Create(TellSql, PlatformCommand.Id(run));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.SignalsLost(logger, exception.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PlatformConnection.HoldAsync(HearAsync, why => Log.SignalsLost(logger, why), Pause, time, stoppingToken);

    private async Task HearAsync(CancellationToken stoppingToken)
    {
        await using var connection = new NpgsqlConnection(platform.UnpooledConnectionString);
        connection.Notification += Forward;
        await connection.OpenAsync(stoppingToken);
        await using (var command = new NpgsqlCommand(Listen, connection))
            await command.ExecuteNonQueryAsync(stoppingToken);

        // Whatever was said while nobody listened.
        WindowsChanged?.Invoke(this, EventArgs.Empty);
        TokensChanged?.Invoke(this, EventArgs.Empty);
        RunChanged?.Invoke(this, new RunSignal(run: null));
        RunTold?.Invoke(this, new RunSignal(run: null));
        while (true)
            await connection.WaitAsync(stoppingToken);
    }

    private void Forward(object sender, NpgsqlNotificationEventArgs signal)
    {
        switch (signal.Channel)
        {
            case RunStore.Channel when Guid.TryParse(signal.Payload, out var id):
                RunChanged?.Invoke(this, new RunSignal(id));
                RunTold?.Invoke(this, new RunSignal(id));
                break;
            case RunEventStore.Channel when Guid.TryParse(signal.Payload, out var id):
                RunTold?.Invoke(this, new RunSignal(id));
                break;
            case WindowStore.Channel:
                WindowsChanged?.Invoke(this, EventArgs.Empty);
                break;
            case TokenStore.Channel:
                TokensChanged?.Invoke(this, EventArgs.Empty);
                break;
            default:
                break;
        }
    }
}

/// <summary>Something happened in a run; null when it may have happened in any.</summary>
internal sealed class RunSignal(Guid? run) : EventArgs
{
    public Guid? Run { get; } = run;

    /// <summary>Whether it may be about that run.</summary>
    public bool Concerns(Guid id) => Run is null || Run == id;
}
