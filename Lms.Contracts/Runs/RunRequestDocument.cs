namespace Lms.Contracts.Runs;

/// <summary>Asks for a change of one database. What a kind does not use is left out.</summary>
public sealed record RunRequestDocument
{
    /// <summary>Given by whoever asks: the same request sent twice is one run. 1–128 characters.</summary>
    public required string RequestId { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary><c>migrate</c>, <c>rollback</c>, <c>seed</c>, <c>repair</c>, <c>baseline</c> or <c>mark</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Why, for the history. Required for a rollback of everything, for <c>mark</c> and for <c>overrideWindow</c>.</summary>
    public string? Reason { get; init; }

    /// <summary><c>migrate</c>: the last version to apply. <c>rollback</c>: the version to go back to, which stays applied.
    /// <c>baseline</c>: the last version to adopt.</summary>
    public string? To { get; init; }

    /// <summary><c>migrate</c>: also apply versions older than the newest applied one.</summary>
    public bool OutOfOrder { get; init; }

    /// <summary><c>rollback</c>: how many to undo, from 1; 1 when neither this nor <c>to</c> nor <c>all</c> is given.</summary>
    public int? Steps { get; init; }

    /// <summary><c>rollback</c>: undo everything.</summary>
    public bool All { get; init; }

    /// <summary><c>mark</c>: the migration.</summary>
    public string? Version { get; init; }

    /// <summary><c>mark</c>: <c>applied</c> or <c>pending</c>.</summary>
    public string? As { get; init; }

    /// <summary><c>seed</c>: how much; 1 is about a thousand users.</summary>
    public decimal? Scale { get; init; }

    /// <summary><c>now</c> (the default), <c>window</c> for the next opening, or an ISO 8601 time before which it must not begin.</summary>
    public string? When { get; init; }

    /// <summary>Begin although no window is open or a freeze is on. Needs a reason.</summary>
    public bool OverrideWindow { get; init; }

    /// <summary>The plan that the asker has seen; when what would run is another by now, the request is refused. Null: whatever is current.</summary>
    public string? PlanHash { get; init; }

    /// <summary>How gently its backfills run; null for what the worker is configured for.</summary>
    public PaceDocument? Pace { get; init; }
}

/// <summary>How gently backfills run.</summary>
/// <param name="Lanes">Lanes of each process, 1–64.</param>
/// <param name="BatchTargetMs">How long one batch should take, 10–5,000.</param>
/// <param name="PauseRatio">Pause after each batch in proportion to its duration, 0–10.</param>
public sealed record PaceDocument(int? Lanes = null, long? BatchTargetMs = null, double? PauseRatio = null);

/// <summary>What can be asked of a database.</summary>
public static class RunKinds
{
    /// <summary>Apply what is pending.</summary>
    public const string Migrate = "migrate";

    /// <summary>Undo, newest first.</summary>
    public const string Rollback = "rollback";

    /// <summary>Write demo data.</summary>
    public const string Seed = "seed";

    /// <summary>Clear failed entries and take over changed checksums.</summary>
    public const string Repair = "repair";

    /// <summary>Adopt an existing schema without running anything.</summary>
    public const string Baseline = "baseline";

    /// <summary>Set one entry by hand.</summary>
    public const string Mark = "mark";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Migrate, Rollback, Seed, Repair, Baseline, Mark];
}
