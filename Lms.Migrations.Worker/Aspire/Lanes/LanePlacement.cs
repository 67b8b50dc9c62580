using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Sees to it that a run that this worker drives has a lane job for each worker that lives: those that were lost are made anew.</summary>
internal sealed class LanePlacement(
    RunClaims claims, LaneJobs jobs, WorkersAlive workers, PlatformSignals signals, TimeProvider time, ILogger<LanePlacement> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = new Alarm(time);
        signals.RunChanged += changed.Ring;
        try
        {
            while (true)
            {
                await TryPlaceAsync(stoppingToken);
                await changed.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops. Whoever takes its runs places lanes for them.
        }
        finally
        {
            signals.RunChanged -= changed.Ring;
        }
    }

    private async Task TryPlaceAsync(CancellationToken stoppingToken)
    {
        try
        {
            var own = await claims.ReadOwnAsync(stoppingToken);
            var alive = own.Count == 0 ? 0 : await workers.CountAsync(stoppingToken);
            // Alone, the drive has all the lanes that there are.
            if (alive <= 1)
                return;

            foreach (var run in own)
                await PlaceAsync(run, alive);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.QueueUnread(logger, exception.Message);
        }
    }

    private async Task PlaceAsync(Run run, long wanted)
    {
        for (var there = await jobs.CountAsync(run.Request.Database); there < wanted; there++)
            await jobs.EnqueueAsync(run.Request.Database, run.Id);
    }
}
