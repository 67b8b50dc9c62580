using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Json;

internal sealed record BackfillListDocument(string Name, string Engine, IReadOnlyList<BackfillDocument> Backfills);

internal sealed record BackfillShowDocument(string Name, string Engine, BackfillDocument Backfill);

internal sealed record ChunkListDocument(string Name, string Engine, long Backfill, IReadOnlyList<ChunkDocument> Chunks, int? Next);

internal sealed record ChunkDocument(
    int Number, string State, string? After, string To, string? Cursor, string? Lane, int Attempts, int Timeouts, long Keys, long Processed,
    long Matched, long Modified, long Batches, string? Error, DateTimeOffset? LeasedUntil)
{
    public static ChunkDocument Of(BackfillChunk chunk) => new(
        chunk.Number, BackfillTerms.Term(chunk.State), chunk.After, chunk.To, chunk.Cursor, chunk.Lane, chunk.Attempts, chunk.Timeouts, chunk.Keys,
        chunk.Processed, chunk.Matched, chunk.Modified, chunk.Batches, chunk.Error, chunk.LeasedUntil);
}

internal sealed record ConflictListDocument(string Name, string Engine, long Backfill, long Total, IReadOnlyList<ConflictDocument> Conflicts);

internal sealed record ConflictDocument(string Key, string Field, string? Before, string? Written, string? Found, bool IsDeleted)
{
    public static ConflictDocument Of(BackfillConflict conflict) => new(
        conflict.Key, conflict.Field, conflict.Before, conflict.Written, conflict.Found, conflict.IsDeleted);
}

/// <summary>A backfill as JSON has it; names are a contract, see docs/commands.md.</summary>
internal sealed record BackfillDocument(
    long Id,
    string Version,
    string MigrationName,
    int Statement,
    string Source,
    string State,
    bool IsDriven,
    string ChangedBy,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt,
    Guid RunId,
    long Processed,
    long Total,
    bool IsTotalExact,
    double? Fraction,
    long Matched,
    long Modified,
    long Batches,
    string? SumBefore,
    string? SumAfter,
    ChunksDocument Chunks,
    double? RatePerSecond,
    long? RemainingMs,
    int? BatchSize,
    int Lanes,
    string? Throttle,
    long Restored,
    long Conflicts,
    string? Error)
{
    public static BackfillDocument Of(BackfillStatus status)
    {
        var measure = BackfillMeasure.Of(status);
        return new(
            status.Id, status.Version.ToString(), status.Name, status.Step, status.Source, BackfillTerms.Term(status.State), status.IsDriven,
            status.ChangedBy, status.Reason, status.StartedAt, status.ChangedAt, status.RunId,
            status.Processed, status.Total, status.IsPlanned, measure.Fraction, status.Matched, status.Modified, status.Batches,
            status.SumBefore, status.SumAfter, ChunksDocument.Of(status.Chunks),
            status.Rate, (long?)measure.Remaining?.TotalMilliseconds, status.BatchSize, status.Lanes, status.Throttle,
            status.Restored, status.Conflicts, status.Error);
    }
}

internal sealed record ChunksDocument(int Pending, int Running, int Done, int Failed)
{
    public static ChunksDocument Of(ChunkCounts counts) => new(counts.Pending, counts.Running, counts.Done, counts.Failed);
}
