using Lms.Contracts.Changes;
using Lms.Migrations.Worker.Platform;

namespace Lms.Migrations.Worker.Live;

/// <summary>What one watcher is still to be told. A set and no queue: one who reads slowly is told less often, and costs no more.</summary>
internal sealed class PendingChanges(TimeProvider time)
{
    // Whoever would be told of more does better to look at everything once.
    private const int MostRuns = 200;
    private readonly Lock gate = new();
    private readonly Alarm alarm = new(time);
    private readonly HashSet<Guid> runs = [];
    private bool areWindows;
    private bool isAll;

    /// <summary>Adds a run; null for everything.</summary>
    public void AddRun(Guid? run)
    {
        lock (gate)
        {
            isAll |= run is null || (runs.Count >= MostRuns && !runs.Contains(run.Value));
            if (isAll)
                runs.Clear();
            else
                runs.Add(run!.Value);
        }

        alarm.Ring();
    }

    public void AddWindows()
    {
        lock (gate)
            areWindows = true;
        alarm.Ring();
    }

    /// <summary>Waits until there is something to take. One waiter at a time.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => alarm.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Takes all that there is, each thing once; everything at once stands for whatever else there is.</summary>
    public IReadOnlyList<ChangeDocument> Take()
    {
        lock (gate)
        {
            IReadOnlyList<ChangeDocument> taken = isAll
                ? [new(ChangeKinds.All, Run: null)]
                : [.. areWindows ? [new ChangeDocument(ChangeKinds.Windows, Run: null)] : Array.Empty<ChangeDocument>(), .. runs.Select(run => new ChangeDocument(ChangeKinds.Run, run))];
            (isAll, areWindows) = (false, false);
            runs.Clear();
            return taken;
        }
    }
}
