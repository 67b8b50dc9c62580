using Lms.Migrations.Backfills;
using Lms.Migrations.Planning;

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
    /// <summary>What must not be found before and after; empty for <c>.sql</c> files, which have <see cref="Verify"/>.</summary>
    public IReadOnlyList<CheckStatement> Checks { get; init; } = [];

    /// <summary>Version and name: <c>001-create-users-table</c>, or <c>001</c> alone when the file has no name.</summary>
    public string Id => Name.Length > 0 ? $"{Version}-{Name}" : Version.ToString();

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>One direction of a migration.</summary>
/// <param name="Statements">In order of execution. Empty only in a down section that deliberately does nothing.</param>
/// <param name="Options">What its marker line asks for.</param>
public sealed record MigrationSection(IReadOnlyList<Statement> Statements, SectionOptions Options)
{
    /// <summary>Whether a backfill, or the undoing of one, is among the statements; such a section is never one transaction.</summary>
    public bool IsBatched => Statements.Any(statement => statement is BackfillStatement or UndoStatement);
}

/// <summary>One statement, with where it stands.</summary>
/// <param name="Text">As in the file, comments inside it included, without the closing semicolon.</param>
/// <param name="Line">The 1-based line of its first word.</param>
public record Statement(string Text, int Line);

/// <summary>A change of data that is run in batches.</summary>
/// <param name="Text">As in the file.</param>
/// <param name="Line">The 1-based line of its first word.</param>
/// <param name="Backfill">What it asks for.</param>
public sealed record BackfillStatement(string Text, int Line, BackfillDefinition Backfill) : Statement(Text, Line);

/// <summary>Restores from the undo journal what a backfill of the same migration's up section changed.</summary>
/// <param name="Text">For people.</param>
/// <param name="Line">The 1-based line that asks for it; of the backfill, where it goes without saying.</param>
/// <param name="Of">The 1-based number of the backfill among the statements of the up section.</param>
public sealed record UndoStatement(string Text, int Line, int Of) : Statement(Text, Line);

/// <summary>A question to the database that must find nothing.</summary>
/// <param name="Text">The command that asks it, in Extended JSON: a find, an aggregate or a count.</param>
/// <param name="Line">The 1-based line where it stands.</param>
/// <param name="Message">What it means when something is found.</param>
/// <param name="Moment">Before anything runs, or after everything ran.</param>
/// <param name="Direction">Whether it guards applying or undoing.</param>
public sealed record CheckStatement(string Text, int Line, string Message, CheckMoment Moment, Direction Direction) : Statement(Text, Line);

/// <summary>When a check is made.</summary>
public enum CheckMoment
{
    /// <summary>Before anything runs: found, nothing is changed.</summary>
    Before,

    /// <summary>After everything ran: found, the migration has failed.</summary>
    After,
}

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
