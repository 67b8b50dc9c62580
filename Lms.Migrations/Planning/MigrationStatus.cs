using Lms.Migrations.Catalog;

namespace Lms.Migrations.Planning;

/// <summary>How a migration stands between catalog and database.</summary>
public enum MigrationState
{
    /// <summary>Applied, and its file is unchanged since.</summary>
    Applied,

    /// <summary>In the catalog, not in the database.</summary>
    Pending,

    /// <summary>Its last attempt failed; it is tried again by the next run.</summary>
    Failed,

    /// <summary>Applied, but the statements of its file differ from those that were applied.</summary>
    Modified,

    /// <summary>Applied, but its file is no longer in the catalog.</summary>
    Missing,

    /// <summary>Not applied although a newer migration is: it came late, usually through a merge.</summary>
    OutOfOrder,
}

/// <summary>One line of a status.</summary>
/// <param name="Version">From the catalog, or from the history when the file is missing.</param>
/// <param name="Name">The name without the version.</param>
/// <param name="Description">The file's first comment, or what the history remembers of it.</param>
/// <param name="State">How it stands.</param>
/// <param name="AppliedAt">When the last attempt that counts was made, by the server's clock; null when there was none.</param>
/// <param name="AppliedBy">The actor of that attempt.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Checksum">Of the file in the catalog; null when it is missing.</param>
/// <param name="RecordedChecksum">Of the statements that were applied; null when there were none.</param>
/// <param name="Error">Why it failed; null unless <see cref="MigrationState.Failed"/>.</param>
/// <param name="File">The path of the file; null when it is missing.</param>
public sealed record MigrationStatus(
    MigrationVersion Version,
    string Name,
    string? Description,
    MigrationState State,
    DateTimeOffset? AppliedAt = null,
    string? AppliedBy = null,
    long? DurationMs = null,
    string? Checksum = null,
    string? RecordedChecksum = null,
    string? Error = null,
    string? File = null)
{
    /// <summary>Whether it is in the database, its file being changed or missing or not.</summary>
    public bool IsApplied => State is MigrationState.Applied or MigrationState.Modified or MigrationState.Missing;
}

/// <summary>How a whole database stands.</summary>
/// <param name="Database">The target's name.</param>
/// <param name="Engine">The kind of server.</param>
/// <param name="Migrations">Ascending by version.</param>
public sealed record DatabaseStatus(string Database, DatabaseEngine Engine, IReadOnlyList<MigrationStatus> Migrations)
{
    /// <summary>Migrations that are in the database, changed or missing files included.</summary>
    public int Applied => Migrations.Count(migration => migration.IsApplied);

    /// <summary>Migrations still to be applied, late ones included.</summary>
    public int Pending => Count(MigrationState.Pending) + Count(MigrationState.OutOfOrder);

    /// <summary>Migrations whose last attempt failed.</summary>
    public int Failed => Count(MigrationState.Failed);

    /// <summary>True when every migration is applied, present and unchanged.</summary>
    public bool IsClean => Count(MigrationState.Applied) == Migrations.Count;

    private int Count(MigrationState state) => Migrations.Count(migration => migration.State == state);
}
