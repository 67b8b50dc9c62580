using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>How much of a backfill, or of its undoing, is done.</summary>
/// <param name="Done">Keys walked past; while undoing, rows or documents looked at again.</param>
/// <param name="Total">All of them.</param>
/// <param name="IsExact">False while the total is an estimate.</param>
/// <param name="Fraction">0–1; null when there is nothing to measure by.</param>
/// <param name="Remaining">Time left at the present rate; null when nothing is moving.</param>
internal readonly record struct BackfillMeasure(long Done, long Total, bool IsExact, double? Fraction, TimeSpan? Remaining)
{
    public static BackfillMeasure Of(BackfillStatus status) => status.State is BackfillState.Undoing or BackfillState.Undone
        ? OfUndo(status)
        : new(status.Processed, status.Total, status.IsPlanned, status.Fraction, status.Remaining);

    // The journal holds what was changed, so that is all there is to restore.
    private static BackfillMeasure OfUndo(BackfillStatus status)
    {
        var done = status.Restored + status.Conflicts;
        return new(done, Math.Max(done, status.Modified), IsExact: true, status.Fraction, status.Remaining);
    }
}
