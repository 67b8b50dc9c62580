using Lms.Migrations.Backfills;
using Lms.Migrations.History;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Puts together what the statements of a step did.</summary>
internal static class StepOutcomes
{
    /// <summary>Of a backfill, or of its undoing; null where there was nothing to undo.</summary>
    public static StepOutcome Of(BackfillStatus? status) => status switch
    {
        null => new StepOutcome("nothing to undo: the backfill never began"),
        { State: BackfillState.Undone } => new StepOutcome(
            BackfillSummary.Of(status), status.Restored + status.Conflicts, status.Restored),
        _ => new StepOutcome(
            BackfillSummary.Of(status), status.Matched, status.Modified, status.Batches, status.SumBefore, status.SumAfter),
    };

    /// <summary>Sums are kept where one statement alone has any: those of different fields add up to nothing.</summary>
    public static StepOutcome Combine(IReadOnlyList<StepOutcome> parts)
    {
        if (parts.Count == 0)
            return new StepOutcome("nothing to do: everything was there");

        var summed = parts.Count(part => part.SumAfter is not null) == 1 ? parts.First(part => part.SumAfter is not null) : null;
        return new StepOutcome(
            string.Join("; ", parts.Select(part => part.Message)),
            parts.Sum(part => part.Matched), parts.Sum(part => part.Modified), parts.Sum(part => part.Batches),
            summed?.SumBefore, summed?.SumAfter);
    }
}
