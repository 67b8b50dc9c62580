using Lms.Migrations.Catalog;

namespace Lms.Migrations.History;

internal enum EntryStatus
{
    Applied,

    /// <summary>A migration that is not transactional is under way, or its run died.</summary>
    Running,

    Failed,

    RolledBack,
}

/// <summary>The current state of one migration in a database.</summary>
internal sealed record HistoryEntry(
    MigrationVersion Version,
    string Name,
    string? Description,
    string Checksum,
    EntryStatus Status,
    DateTimeOffset AppliedAt,
    string AppliedBy,
    long DurationMs,
    Guid RunId,
    string? Error);

/// <summary>A change of one migration's current state together with the event that tells of it: always written as one.</summary>
/// <param name="Version">The migration; null when the event is about none, and nothing but the event is written.</param>
/// <param name="Name">Its name, or the seeder's.</param>
/// <param name="Description">Its description.</param>
/// <param name="Checksum">The checksum that the entry shall carry.</param>
/// <param name="Status">The new state; null leaves the entry as it is.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it took; null where the server measures it.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Detail">What else is worth remembering.</param>
internal sealed record HistoryChange(
    MigrationVersion? Version,
    string? Name,
    string? Description,
    string? Checksum,
    EntryStatus? Status,
    HistoryEventKind Kind,
    HistoryOutcome Outcome,
    TimeSpan? Duration = null,
    string? Error = null,
    string? Detail = null)
{
    /// <summary>The file name without extension, <c>001_add_fields</c>; null when the file is not at hand.</summary>
    public string? FileStem { get; init; }

    /// <summary>Who did it and why, where that is not who asked for the run.</summary>
    public RunContext? By { get; init; }

    /// <summary>What was done, where it is kept with the state; null when there is no more to say than error and detail.</summary>
    public StepOutcome? Result { get; init; }

    public static HistoryChange For(Migration migration, EntryStatus? status, HistoryEventKind kind, HistoryOutcome outcome) =>
        new(migration.Version, migration.Name, migration.Description, migration.Checksum, status, kind, outcome)
        {
            FileStem = Path.GetFileNameWithoutExtension(migration.File),
        };

    public static HistoryChange For(HistoryEntry entry, EntryStatus? status, HistoryEventKind kind, HistoryOutcome outcome) =>
        new(entry.Version, entry.Name, entry.Description, entry.Checksum, status, kind, outcome);
}
