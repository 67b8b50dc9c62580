using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Thins out the progress of runs that ended a while ago. Not at once: whoever watches the end must not miss what led to it.</summary>
internal sealed class RunThinning(RunEventStore events, WorkerPresence presence, TimeProvider time, ILogger<RunThinning> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await presence.Registered.WaitAsync(stoppingToken);
        while (true)
        {
            await TryThinAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task TryThinAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await events.FindThickAsync(Age, stoppingToken) is { Count: > 0 } thick)
            {
                foreach (var run in thick)
                    await events.ThinAsync(run, stoppingToken);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.QueueUnread(logger, exception.Message);
        }
    }
}
