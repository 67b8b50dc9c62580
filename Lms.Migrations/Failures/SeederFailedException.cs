namespace Lms.Migrations.Failures;

/// <summary>A seeder failed. What of it remains is told by <see cref="MigrationException.WayOut"/>: in PostgreSQL, nothing.</summary>
public sealed class SeederFailedException(string seeder, string file, string message, Exception? innerException = null)
    : StatementFailedException(file, message, innerException)
{
    /// <summary>The seeder's name.</summary>
    public string Seeder { get; } = seeder;
}
