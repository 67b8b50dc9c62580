using System.Text.Json.Serialization;

namespace Lms.Contracts.Databases;

/// <summary>How every migration of a database stands.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Applied">Migrations in the database, changed and missing files included.</param>
/// <param name="Pending">Migrations still to be applied, late ones included.</param>
/// <param name="Failed">Migrations whose last attempt failed.</param>
/// <param name="Migrations">Ascending by version.</param>
public sealed record StatusDocument(
    string Name, string Engine, int Applied, int Pending, int Failed, IReadOnlyList<MigrationDocument> Migrations);

/// <summary>One migration and how it stands.</summary>
/// <param name="Version">The digits its file name begins with, as written there.</param>
/// <param name="Name">The rest of the file name.</param>
/// <param name="Description">The file's first comment; null when it has none.</param>
/// <param name="State"><c>applied</c>, <c>pending</c>, <c>failed</c>, <c>modified</c>, <c>missing</c>, <c>outOfOrder</c>.</param>
/// <param name="AppliedAt">When the last attempt that counts was made, by the database server's clock.</param>
/// <param name="AppliedBy">Who asked for it.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Error">Why it failed; left out unless it did.</param>
public sealed record MigrationDocument(
    string Version,
    string Name,
    string? Description,
    string State,
    DateTimeOffset? AppliedAt,
    string? AppliedBy,
    long? DurationMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null)
{
    /// <summary>SHA-256 of the statements in the file; null when the file is missing.</summary>
    public string? Checksum { get; init; }

    /// <summary>SHA-256 of the statements that were applied; null when there were none.</summary>
    public string? RecordedChecksum { get; init; }
}

/// <summary>One migration with all that its file holds.</summary>
/// <param name="Database">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Migration">How it stands.</param>
/// <param name="Up">What applying it runs; null when the file is missing.</param>
/// <param name="Down">What undoing it runs; null when it cannot be undone.</param>
public sealed record MigrationContentDocument(
    string Database, string Engine, MigrationDocument Migration, PlannedStepDocument? Up, PlannedStepDocument? Down)
{
    /// <summary>The newest applied version below it, which a rollback of this one and all after it leaves; null when there is none.</summary>
    public string? Below { get; init; }
}
