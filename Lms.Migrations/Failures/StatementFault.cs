namespace Lms.Migrations.Failures;

/// <summary>What is known of a failed statement.</summary>
public sealed record StatementFault
{
    /// <summary>The 1-based line in the file; null when no statement is to blame, as at a commit.</summary>
    public int? Line { get; init; }

    /// <summary>The statement.</summary>
    public string? Text { get; init; }

    /// <summary>Its 1-based number in its section; null for a check or a seeder.</summary>
    public int? Number { get; init; }

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
