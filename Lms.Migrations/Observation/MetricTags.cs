namespace Lms.Migrations.Observation;

/// <summary>The tags of the engine's metrics. Their values are few: databases, tables, and the words given here.</summary>
public static class MetricTags
{
    /// <summary>The name people use for the database: <c>lms</c>.</summary>
    public const string Database = "database";

    /// <summary><c>up</c> or <c>down</c>.</summary>
    public const string Direction = "direction";

    /// <summary><c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public const string Outcome = "outcome";

    /// <summary>The table or collection of a backfill.</summary>
    public const string Source = "source";

    /// <summary>What holds lanes back: <c>lag</c> of a replica, or <c>waiters</c> for a lock on the source.</summary>
    public const string Reason = "reason";
}
