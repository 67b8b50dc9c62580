using Hangfire;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>The lane jobs that there are: how many, and one more.</summary>
internal sealed class LaneJobs(JobStorage storage, IBackgroundJobClientV2 jobs)
{
    /// <summary>Those that wait and those that a server works on, also one that died a moment ago.</summary>
    public Task<long> CountAsync(string database) => Task.Run(() =>
    {
        var monitoring = storage.GetMonitoringApi();
        var queue = JobQueues.OfLanes(database);
        return monitoring.EnqueuedCount(queue) + monitoring.FetchedCount(queue);
    });

    public Task EnqueueAsync(string database, Guid run) => Task.Run(() =>
        jobs.Enqueue<LaneJob>(JobQueues.OfLanes(database), job => job.WorkAsync(database, run, CancellationToken.None)));
}
