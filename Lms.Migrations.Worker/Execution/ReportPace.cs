using Lms.Contracts.Runs;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Lets through what only reports something going on about once a second, and at once when it says something else than before.</summary>
internal sealed class ReportPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (long At, string Saying)> reported = [];

    public bool IsDue(RunEvent happened)
    {
        if (Describe(happened) is not var (what, saying))
            return true;

        var now = time.GetTimestamp();
        if (reported.TryGetValue(what, out var last) && last.Saying == saying && time.GetElapsedTime(last.At, now) < Interval)
            return false;

        reported[what] = (now, saying);
        return true;
    }

    /// <summary>What it reports about and what it says of it; null for an event that stands for itself.</summary>
    private static (string What, string Saying)? Describe(RunEvent happened) => happened switch
    {
        BackfillProgressEvent { Backfill: var backfill } => ($"backfill {backfill.Id}", $"{backfill.State} {backfill.Throttle}"),
        WaitingForLockEvent { Step.Version: var version } => ($"lock {version}", ""),
        WaitingForLeaseEvent => ("lease", ""),
        IndexBuildProgressEvent build => ($"index {build.Index}", build.Phase),
        _ => null,
    };
}
