using Lms.Contracts.Backfills;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;

namespace Lms.Contracts.Mapping;

/// <summary>Backfills, and what a rollback of one left alone.</summary>
public static class BackfillMapping
{
    public static BackfillDocument ToDocument(this BackfillStatus status) => new(
        status.Id, status.Version.ToString(), status.Name, status.Step, status.Source, BackfillTerms.Term(status.State), status.IsDriven,
        status.ChangedBy, status.Reason, status.StartedAt, status.ChangedAt, status.RunId,
        status.Processed, status.Total, status.IsPlanned, status.Fraction, status.Matched, status.Modified, status.Batches,
        status.SumBefore, status.SumAfter,
        new ChunksDocument(status.Chunks.Pending, status.Chunks.Running, status.Chunks.Done, status.Chunks.Failed),
        status.Rate, (long?)status.Remaining?.TotalMilliseconds, status.BatchSize, status.Lanes, status.Throttle,
        status.Restored, status.Conflicts, status.Error);

    public static BackfillStatus ToStatus(this BackfillDocument document) => new()
    {
        Id = document.Id,
        Version = MigrationVersion.Parse(document.Version),
        Name = document.MigrationName,
        Step = document.Statement,
        Checksum = "",
        RunId = document.RunId,
        Epoch = 0,
        Source = document.Source,
        State = WireName.Require<BackfillState>(document.State),
        IsDriven = document.IsDriven,
        ChangedBy = document.ChangedBy,
        Reason = document.Reason,
        StartedAt = document.StartedAt,
        ChangedAt = document.ChangedAt,
        Planned = document.Total,
        IsPlanned = document.IsTotalExact,
        Estimated = document.Total,
        Processed = document.Processed,
        Matched = document.Matched,
        Modified = document.Modified,
        Batches = document.Batches,
        SumBefore = document.SumBefore,
        SumAfter = document.SumAfter,
        Chunks = new ChunkCounts(document.Chunks.Pending, document.Chunks.Running, document.Chunks.Done, document.Chunks.Failed),
        Restored = document.Restored,
        Conflicts = document.Conflicts,
        Rate = document.RatePerSecond,
        BatchSize = document.BatchSize,
        Lanes = document.Lanes,
        Throttle = document.Throttle,
        Error = document.Error,
    };

    public static ChunkListDocument ToDocument(this ChunkPage page, string database, DatabaseEngine engine, long backfill) => new(
        database, EngineName.Of(engine), backfill, [.. page.Chunks.Select(ToDocument)], page.Next);

    public static ChunkPage ToPage(this ChunkListDocument document) => new([.. document.Chunks.Select(ToChunk)], document.Next);

    public static ChunkDocument ToDocument(this BackfillChunk chunk) => new(
        chunk.Number, chunk.State.Wire(), chunk.After, chunk.To, chunk.Cursor, chunk.Lane, chunk.Attempts, chunk.Timeouts, chunk.Keys,
        chunk.Processed, chunk.Matched, chunk.Modified, chunk.Batches, chunk.Error, chunk.LeasedUntil);

    public static BackfillChunk ToChunk(this ChunkDocument document) => new(
        document.Number, WireName.Require<ChunkState>(document.State), document.After, document.To, document.Cursor, document.Lane, document.Attempts,
        document.Timeouts, document.Keys, document.Processed, document.Matched, document.Modified, document.Batches, document.Error, document.LeasedUntil);

    public static ConflictDocument ToDocument(this BackfillConflict conflict) => new(
        conflict.Key, conflict.Field, conflict.Before, conflict.Written, conflict.Found, conflict.IsDeleted);

    public static BackfillConflict ToConflict(this ConflictDocument document) => new(
        document.Key, document.Field, document.Before, document.Written, document.Found, document.IsDeleted);
}
