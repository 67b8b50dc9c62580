namespace Lms.AppHost.Embedded.Databases;

/// <summary>A PostgreSQL that is up, wherever the stack has it from.</summary>
internal interface IPostgresServer
{
    /// <summary>One line about it: <c>PostgreSQL 18.6</c>.</summary>
    string Description { get; }

    /// <summary>Whether the app host made up the password itself, for this machine only: then it may be shown.</summary>
    bool PasswordIsOurs { get; }

    /// <summary>Npgsql keyword string to the database that has the DocumentDB extension, if any has.</summary>
    string DocumentsConnectionString { get; }

    /// <summary>Why it has no documents, and what to do to have them; null when it has them.</summary>
    string? DocumentsUnavailableReason { get; }

    /// <summary>Creates a database unless it exists.</summary>
    Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Npgsql keyword string to a database of the server.</summary>
    string ConnectionStringTo(string database);
}
