namespace Lms.Migrations.Tests.Backfills.Harness;

/// <summary>One row or document of the data that backfills are tested with.</summary>
/// <param name="Id">From 1.</param>
/// <param name="Earnings">Null for none.</param>
/// <param name="Balance">0 until a backfill or the application sets it.</param>
public sealed record Account(int Id, decimal? Earnings, decimal Balance)
{
    /// <summary>Deterministic earnings in cents: none for every fifth, else up to 1,000.</summary>
    public static decimal? EarningsOf(int id) => id % 5 == 0 ? null : id * 7919L % 100_000 / 100m;
}
