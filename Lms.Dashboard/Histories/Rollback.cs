using Lms.Contracts.Backfills;
using Lms.Contracts.Client;
using Lms.Contracts.History;

namespace Lms.Dashboard.Histories;

/// <summary>A rollback told as what it was: who undid what, why, and what came of it.</summary>
/// <param name="Database">Where.</param>
/// <param name="RunId">In which run.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why; null when nothing was said.</param>
/// <param name="At">When the last of it was recorded.</param>
/// <param name="Undone">Each migration that was undone, or could not be, in the order in which that was done.</param>
/// <param name="Backfills">The backfills among them, with what was restored and what was left alone.</param>
public sealed record Rollback(
    string Database, Guid RunId, string Actor, string? Reason, DateTimeOffset At, IReadOnlyList<EventDocument> Undone, IReadOnlyList<BackfillDocument> Backfills)
{
    /// <summary>Whether all of it was done.</summary>
    public bool IsWhole => Undone.All(happened => happened.Outcome == "succeeded");

    public long Restored => Backfills.Sum(backfill => backfill.Restored);

    public long Conflicts => Backfills.Sum(backfill => backfill.Conflicts);
}

/// <summary>Finds the rollbacks among events.</summary>
internal static class Rollbacks
{
    private const string RolledBack = "rolledBack";

    /// <exception cref="ApiException">A worker cannot tell.</exception>
    public static async Task<IReadOnlyList<Rollback>> ReadAsync(
        LmsClient worker, IReadOnlyList<(string Database, EventDocument Event)> events, CancellationToken cancellationToken)
    {
        var runs = events.Where(entry => entry.Event.Kind == RolledBack).GroupBy(entry => (entry.Database, entry.Event.RunId)).ToList();
        var backfills = new Dictionary<string, IReadOnlyList<BackfillDocument>>();
        foreach (var database in runs.Select(run => run.Key.Database).Distinct())
            backfills[database] = (await worker.ListBackfillsAsync(database, cancellationToken)).Backfills;

        return [.. runs.Select(run =>
        {
            var newest = run.First().Event;
            IReadOnlyList<EventDocument> undone = [.. run.Select(entry => entry.Event).OrderBy(happened => happened.Id)];
            return new Rollback(
                run.Key.Database, run.Key.RunId, newest.Actor, newest.Reason, newest.At, undone,
                // A backfill belongs to the run that undid it last.
                [.. backfills[run.Key.Database].Where(backfill => backfill.RunId == run.Key.RunId && backfill.State is "undone" or "undoing")]);
        })];
    }
}
