namespace Lms.Migrations.Catalog;

/// <summary>One file of a catalog, read and checked.</summary>
/// <param name="Version">Its place in the order.</param>
/// <param name="Name">The file name without version and extension: <c>create-users-table</c>.</param>
/// <param name="Description">The file's first comment, as one line; null when it has none.</param>
/// <param name="File">The path it was read from, for messages.</param>
/// <param name="Checksum">SHA-256 of the up statements as the server sees them, 64 lower-case hex digits.</param>
/// <param name="Up">What applying it runs; at least one statement.</param>
/// <param name="Verify">Queries that must return no row before the up section may commit; often empty.</param>
/// <param name="Down">What undoing it runs; null when it cannot be undone.</param>
public sealed record Migration(
    MigrationVersion Version,
    string Name,
    string? Description,
    string File,
    string Checksum,
    MigrationSection Up,
    IReadOnlyList<Statement> Verify,
    MigrationSection? Down)
{
    /// <summary>Version and name: <c>001-create-users-table</c>, or <c>001</c> alone when the file has no name.</summary>
    public string Id => Name.Length > 0 ? $"{Version}-{Name}" : Version.ToString();

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>One direction of a migration.</summary>
/// <param name="Statements">In order of execution. Empty only in a down section that deliberately does nothing.</param>
/// <param name="Options">What its marker line asks for.</param>
public sealed record MigrationSection(IReadOnlyList<Statement> Statements, SectionOptions Options);

/// <summary>One statement, with where it stands.</summary>
/// <param name="Text">As in the file, comments inside it included, without the closing semicolon.</param>
/// <param name="Line">The 1-based line of its first word.</param>
public sealed record Statement(string Text, int Line);

/// <summary>The options after a section's marker.</summary>
public sealed record SectionOptions
{
    /// <summary>No option given.</summary>
    public static SectionOptions Default { get; } = new();

    /// <summary>False for statements that cannot run inside a transaction: they are then run one by one.</summary>
    public bool Transaction { get; init; } = true;

    /// <summary>Longest wait for one lock; null leaves the run's own bound.</summary>
    public TimeSpan? LockTimeout { get; init; }

    /// <summary>Longest time for one statement; null leaves the run's own bound.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>True when it may run only inside an open maintenance window.</summary>
    public bool RequiresWindow { get; init; }
}
