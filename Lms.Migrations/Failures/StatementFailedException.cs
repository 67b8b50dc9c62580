namespace Lms.Migrations.Failures;

/// <summary>Something that a file asks for failed, with where it stands and what the server said.</summary>
public abstract class StatementFailedException : MigrationException
{
    private protected StatementFailedException(string file, string message, Exception? innerException)
        : base(message, innerException) => File = file;

    /// <summary>The path of the file.</summary>
    public string File { get; }

    /// <summary>The 1-based line in the file; null when no statement is to blame.</summary>
    public int? Line { get; init; }

    /// <summary>The statement that failed; null when none is to blame.</summary>
    public string? StatementText { get; init; }

    /// <summary>1-based number of that statement in its section.</summary>
    public int? StatementNumber { get; init; }

    /// <summary>The server's five-character SQLSTATE; null when the server did not complain.</summary>
    public string? SqlState { get; init; }

    /// <summary>The server's detail, which for a violated constraint names key and table.</summary>
    public string? Detail { get; init; }

    /// <summary>The server's hint.</summary>
    public string? Hint { get; init; }

    /// <summary>The constraint concerned.</summary>
    public string? Constraint { get; init; }

    /// <summary>The table concerned, with its schema.</summary>
    public string? Table { get; init; }
}
