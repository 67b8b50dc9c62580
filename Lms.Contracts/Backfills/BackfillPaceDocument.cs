namespace Lms.Contracts.Backfills;

/// <summary>How the pace of a backfill developed, over all runs that worked on it.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Backfill">The backfill's number.</param>
/// <param name="Points">Oldest first, 120 at most, spread evenly over the time in which it was worked on: where it was left alone, they lie
/// apart. Empty when no worker's run worked on it.</param>
public sealed record BackfillPaceDocument(string Name, string Engine, long Backfill, IReadOnlyList<PacePointDocument> Points);

/// <summary>How a backfill stood at one moment.</summary>
/// <param name="At">When, by the platform database's clock.</param>
/// <param name="Processed">Keys walked past until then.</param>
/// <param name="BatchSize">Keys in a batch; null when none was under way.</param>
/// <param name="RatePerSecond">Keys per second; null when nothing was moving.</param>
/// <param name="Throttle">What held the lanes back; null when nothing did.</param>
public sealed record PacePointDocument(DateTimeOffset At, long Processed, int? BatchSize, double? RatePerSecond, string? Throttle);
