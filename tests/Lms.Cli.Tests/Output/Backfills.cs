using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Tests.Output;

/// <summary>Statuses of backfills to draw.</summary>
internal static class Backfills
{
    public static BackfillStatus Running { get; } = new()
    {
        Id = 3,
        Version = MigrationVersion.Parse("003"),
        Name = "migrate_existing_user_balances",
        Step = 1,
        Checksum = new string('0', 64),
        RunId = Guid.Empty,
        Epoch = 7,
        Source = "users",
        State = BackfillState.Running,
        IsDriven = true,
        ChangedBy = "ada",
        StartedAt = DateTimeOffset.UnixEpoch,
        ChangedAt = DateTimeOffset.UnixEpoch,
        Planned = 1_000_000,
        IsPlanned = true,
        Processed = 123_456,
        Matched = 120_000,
        Modified = 120_000,
        Batches = 52,
        Rate = 45_200,
        BatchSize = 2_400,
        Lanes = 2,
        Chunks = new ChunkCounts(Pending: 16, Running: 2, Done: 2, Failed: 0),
    };

    public static BackfillStatus Paused { get; } = Running with
    {
        State = BackfillState.Paused, ChangedBy = "alice", Reason = "replica is behind", Rate = null,
    };

    public static BackfillStatus Succeeded { get; } = Running with
    {
        State = BackfillState.Succeeded, Processed = 1_000_000, Matched = 999_990, Modified = 999_990, Batches = 412,
        SumBefore = "0", SumAfter = "123456.78", Rate = null, Lanes = 0, Chunks = new ChunkCounts(0, 0, 20, 0),
    };

    public static BackfillStatus Undoing { get; } = Succeeded with
    {
        State = BackfillState.Undoing, Restored = 499_990, Conflicts = 5, Rate = 50_000,
    };

    public static BackfillStatus Undone { get; } = Succeeded with { State = BackfillState.Undone, Restored = 999_987, Conflicts = 3 };

    public static BackfillStatus Failed { get; } = Running with
    {
        State = BackfillState.Failed, Error = "value out of range", Chunks = new ChunkCounts(0, 0, 18, 2),
    };
}
