using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Writes down what recurs. Every worker does when it starts, and all write the same.</summary>
internal sealed class RecurringJobs(IRecurringJobManagerV2 jobs, TimeProvider time, ILogger<RecurringJobs> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // After an outage, once is enough for all that was missed.
    private static readonly RecurringJobOptions Once = new() { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Relaxed };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryWriteAsync(stoppingToken))
            await Task.Delay(Pause, time, stoppingToken);
    }

    private async Task<bool> TryWriteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(
                () => jobs.AddOrUpdate<WindowJob>(
                    WindowJob.Name, JobQueues.Control, job => job.OpenAsync(CancellationToken.None), WindowJob.EveryMinute, Once),
                stoppingToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or PostgreSqlDistributedLockException)
        {
            Log.JobsUnwritten(logger, exception.Message);
            return false;
        }
    }
}
