namespace Lms.Migrations.Failures;

/// <summary>A seeder failed; nothing of it remains.</summary>
public sealed class SeederFailedException(string seeder, string file, string message, Exception? innerException = null)
    : StatementFailedException(file, message, innerException)
{
    /// <summary>The seeder's name.</summary>
    public string Seeder { get; } = seeder;
}
