using Lms.Migrations.Catalog;

namespace Lms.Migrations.History;

/// <summary>What happened; the text of each is the contract of <c>migrator.history.kind</c>.</summary>
public enum HistoryEventKind
{
    /// <summary>A migration was applied, or its attempt failed.</summary>
    Migrated,

    /// <summary>A migration was undone, or the attempt failed.</summary>
    RolledBack,

    /// <summary>A migration that runs statement by statement was begun; its end is an event of its own.</summary>
    Started,

    /// <summary>A run was found dead in the middle of a migration that is not transactional.</summary>
    Interrupted,

    /// <summary>An existing schema was adopted without running anything.</summary>
    Baselined,

    /// <summary>An operator set the state of one entry by hand.</summary>
    Marked,

    /// <summary>A failed entry was cleared or a changed checksum re-aligned.</summary>
    Repaired,

    /// <summary>The lease was taken from a holder that was dead or silent.</summary>
    LeaseTakenOver,

    /// <summary>A seeder ran.</summary>
    Seeded,

    /// <summary>A backfill changed its state; the detail says which, from where to where.</summary>
    Backfill,

    /// <summary>Something that the host does before or after a run: a backup, maintenance mode on or off; the name says which.</summary>
    Hook,

    /// <summary>Somebody other than the asker approved the plan; the actor is who did.</summary>
    Approved,

    /// <summary>A run began although its window was closed, on somebody's word; the reason is theirs.</summary>
    WindowOverridden,
}

/// <summary>How it ended.</summary>
public enum HistoryOutcome
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done; <see cref="HistoryEvent.Error"/> says why.</summary>
    Failed,

    /// <summary>Stopped on request before it was done.</summary>
    Cancelled,
}

/// <summary>One line of the append-only history.</summary>
/// <param name="Id">Rising; the order in which events were recorded.</param>
/// <param name="At">By the server's clock.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Version">The migration concerned; null for events about none.</param>
/// <param name="Name">Its name, or the seeder's.</param>
/// <param name="Checksum">Of the statements concerned.</param>
/// <param name="DurationMs">Milliseconds it took.</param>
/// <param name="RunId">Shared by the events of one request.</param>
/// <param name="Epoch">The lease under which it was done.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="Host">The machine that ran it.</param>
/// <param name="ToolVersion">The engine's version.</param>
/// <param name="Error">Why it failed, with file, line and SQLSTATE where known.</param>
/// <param name="Detail">What else is worth remembering, in words.</param>
public sealed record HistoryEvent(
    long Id,
    DateTimeOffset At,
    HistoryEventKind Kind,
    HistoryOutcome Outcome,
    MigrationVersion? Version,
    string? Name,
    string? Checksum,
    long? DurationMs,
    Guid RunId,
    long? Epoch,
    string Actor,
    string? Reason,
    string Host,
    string ToolVersion,
    string? Error,
    string? Detail);
