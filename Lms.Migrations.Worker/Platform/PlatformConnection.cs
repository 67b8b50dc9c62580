using Npgsql;

namespace Lms.Migrations.Worker.Platform;

/// <summary>Lives on a connection of its own to the platform database, for as long as the worker does.</summary>
internal static class PlatformConnection
{
    /// <summary>Lives until the connection breaks, and again after a pause, until it is stopped.</summary>
    /// <param name="liveAsync">One life: connects, and returns by an exception only.</param>
    /// <param name="lost">Told of what ended a life.</param>
    /// <param name="pause">Before the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stoppingToken">The end of it all.</param>
    public static async Task HoldAsync(
        Func<CancellationToken, Task> liveAsync, Action<string> lost, TimeSpan pause, TimeProvider time, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await liveAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                lost(exception.Message);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
