using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Windows;

/// <summary>Keeps the book of windows up to date.</summary>
internal sealed class WindowReader(
    WindowStore store, WindowBook book, PlatformSignals signals, TimeProvider time, ILogger<WindowReader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private readonly Alarm changed = new(time);

    /// <summary>Reads now, for whoever has just changed something and looks at it next.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        book.Read(await store.ReadAsync(cancellationToken), asked);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.WindowsChanged += changed.Ring;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TryReadAsync(stoppingToken);
                await changed.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops.
        }
        finally
        {
            signals.WindowsChanged -= changed.Ring;
        }
    }

    private async Task TryReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ReadAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.WindowsUnread(logger, exception.Message);
        }
    }
}
