namespace Lms.Migrations.Backfills;

/// <summary>What a backfill did, in one line for the history.</summary>
internal static class BackfillSummary
{
    /// <summary><c>backfill 3: 999,990 of 1,000,000 keys matched, 999,990 changed in 412 batches, sum 0 → 123456.78</c>.</summary>
    public static string Of(BackfillStatus status) => status.State == BackfillState.Undone
        ? string.Create(Invariant, $"backfill {status.Id} undone: {status.Restored:N0} restored, {status.Conflicts:N0} in conflict")
        : string.Create(Invariant, $"backfill {status.Id}: {status.Matched:N0} of {status.Processed:N0} keys matched, {status.Modified:N0} changed in {status.Batches:N0} {(status.Batches == 1 ? "batch" : "batches")}{Sum(status)}");

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static string Sum(BackfillStatus status) =>
        status.SumAfter is null ? "" : $", sum {status.SumBefore} → {status.SumAfter}";
}
