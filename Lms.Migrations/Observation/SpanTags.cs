namespace Lms.Migrations.Observation;

/// <summary>The tags of the engine's activities. An activity that failed has the status Error with the failure's message, too.</summary>
public static class SpanTags
{
    /// <summary>Run: the name people use for the database: <c>lms</c>.</summary>
    public const string Database = "lms.database";

    /// <summary>Run: <c>postgresql</c> or <c>mongodb</c>.</summary>
    public const string Engine = "lms.engine";

    /// <summary>Run and step: <c>up</c> or <c>down</c>.</summary>
    public const string Direction = "lms.direction";

    /// <summary>Run: its id, as in the history.</summary>
    public const string RunId = "lms.run.id";

    /// <summary>Run: who asked for it.</summary>
    public const string Actor = "lms.actor";

    /// <summary>Run: migrations that were done, a number; on a run that failed, those before the one that did.</summary>
    public const string Steps = "lms.steps";

    /// <summary>Run, step, and backfill that was driven or undone, when they end: <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public const string Outcome = "lms.outcome";

    /// <summary>Whatever failed: the full name of the exception's type.</summary>
    public const string ErrorType = "error.type";

    /// <summary>Step: the version as the file's name has it: <c>001</c>.</summary>
    public const string Version = "lms.migration.version";

    /// <summary>Step: the migration's name.</summary>
    public const string Name = "lms.migration.name";

    /// <summary>Step: <c>transactional</c>, <c>statementwise</c> or <c>batched</c>.</summary>
    public const string Transaction = "lms.transaction";

    /// <summary>Backfill: its number in its database.</summary>
    public const string BackfillId = "lms.backfill.id";

    /// <summary>Backfill: its table or collection.</summary>
    public const string Source = "lms.backfill.source";

    /// <summary>Backfill: <c>drive</c>, <c>undo</c>, or <c>assist</c> for lanes lent to the run of another process.</summary>
    public const string Role = "lms.backfill.role";

    /// <summary>Backfill: where it stands at the end: <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>, <c>undone</c>.</summary>
    public const string State = "lms.backfill.state";

    /// <summary>Backfill that was driven: keys walked past by all processes since it was begun. Chunk: those of this claim.</summary>
    public const string Processed = "lms.processed";

    /// <summary>Backfill that was driven: rows or documents changed since it was begun. Chunk: those of this claim.</summary>
    public const string Modified = "lms.modified";

    /// <summary>Backfill that was driven: batches committed since it was begun. Chunk: those of this claim.</summary>
    public const string Batches = "lms.batches";

    /// <summary>Backfill that was undone: rows or documents restored.</summary>
    public const string Restored = "lms.restored";

    /// <summary>Backfill that was undone: those left alone because they were changed since.</summary>
    public const string Conflicts = "lms.conflicts";

    /// <summary>Chunk: its number.</summary>
    public const string Chunk = "lms.chunk.number";

    /// <summary>Chunk, how the claim ended: <c>done</c>; <c>released</c>, for another lane to go on; <c>split</c> in two after timeouts;
    /// <c>rejected</c> by the server; <c>lost</c> to another lane or run.</summary>
    public const string ClaimEnd = "lms.chunk.end";
}
