namespace Lms.AppHost.Databases;

/// <summary>A PostgreSQL that is up, wherever the stack has it from.</summary>
internal interface IPostgresServer
{
    /// <summary>One line about it: version, and whether it has documents.</summary>
    string Description { get; }

    /// <summary>Whether the app host made up the password itself, for this machine only: then it may be shown.</summary>
    bool PasswordIsOurs { get; }

    /// <summary>Creates a database unless it exists.</summary>
    Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Npgsql keyword string to a database of the server.</summary>
    string ConnectionStringTo(string database);
}
