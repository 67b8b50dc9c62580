namespace Lms.Migrations.Observation;

/// <summary>What the engine measures. The tags are those of <see cref="MetricTags"/>.</summary>
public static class MetricNames
{
    /// <summary>Counter, <c>{run}</c>: runs that ended, those with nothing to do included; tags database, direction, outcome.</summary>
    public const string Runs = "lms.runs";

    /// <summary>Counter, <c>{step}</c>: migrations applied or undone, or not; tags database, direction, outcome.</summary>
    public const string Steps = "lms.steps";

    /// <summary>Histogram, s: how long each of them took, waiting for locks included; tags database, direction, outcome.</summary>
    public const string StepDuration = "lms.step.duration";

    /// <summary>Histogram, s: from asking for the lease to having it or giving up, however it ended; tag database.</summary>
    public const string LeaseWaitDuration = "lms.lease.wait.duration";

    /// <summary>Counter, <c>{takeover}</c>: leases taken over from a holder that was dead or silent; tag database.</summary>
    public const string LeaseTakeovers = "lms.lease.takeovers";

    /// <summary>Counter, <c>{retry}</c>: attempts at a migration that lost against locks of others and were repeated; tag database.</summary>
    public const string LockRetries = "lms.lock.retries";

    /// <summary>Histogram, s: how long a committed batch held its row locks; tags database, source.</summary>
    public const string BatchDuration = "lms.backfill.batch.duration";

    /// <summary>Counter, <c>{key}</c>: keys walked past in committed batches; tags database, source.</summary>
    public const string BackfillKeys = "lms.backfill.keys";

    /// <summary>Counter, <c>{row}</c>: rows or documents changed in committed batches; tags database, source.</summary>
    public const string RowsModified = "lms.backfill.rows.modified";

    /// <summary>Gauge, <c>{key}/s</c>: how fast a backfill that this process drives moves, the lanes of all processes together; 0 while
    /// nothing moves and once it has ended; tags database, source.</summary>
    public const string BackfillRate = "lms.backfill.rate";

    /// <summary>Gauge, s: how far the slowest replica lags, as seen about twice a second while lanes of this process work; 0 once they
    /// have ended, and nothing where there is no replica; tags database, source.</summary>
    public const string BackfillLag = "lms.backfill.lag";

    /// <summary>Counter, <c>{time}</c>: how often the lanes of this process were held back by the state of the server; tags database,
    /// source, reason.</summary>
    public const string BackfillThrottled = "lms.backfill.throttled";
}
